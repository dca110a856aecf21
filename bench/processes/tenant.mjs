// A simulated tenant in its own process, so that its memory does not count as the migration's.
import { defineObject, startSimulator } from '@rowferry/simulator';
import { fields } from '../legacy.mjs';

const simulator = await startSimulator({
  definitions: [defineObject('Vehicle', fields)],
  tokens: [{ token: 'bench' }],
});
process.send(simulator.url);
