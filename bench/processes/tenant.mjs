// A simulated tenant in a process of its own, so that its memory is not the migration's.
import { defineObject, startSimulator } from '@rowferry/simulator';
import { fields } from '../legacy.mjs';

const simulator = await startSimulator({
  definitions: [defineObject('Vehicle', fields)],
  tokens: [{ token: 'bench' }],
});
process.send(simulator.url);
