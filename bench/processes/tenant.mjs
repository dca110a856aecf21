// A simulated tenant in its own process, so that its memory does not count as the migration's.
import { defineObject, startSimulator } from '@rowferry/simulator';
import { fields } from '../legacy.mjs';

const simulator = await startSimulator({
  definitions: [defineObject('Vehicle', fields)],
  tokens: [{ token: 'bench' }],
  knobs: JSON.parse(process.argv[2]),
});
process.on('message', () => {
  const { tenant } = simulator;
  process.send({ jobs: tenant.jobs(), requests: tenant.requests.byEndpoint });
});
process.send(simulator.url);
