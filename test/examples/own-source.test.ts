import { expect, test } from 'vitest';
import { startProcess } from '../world/started.ts';

test('the tests of the custom source pass', async () => {
  const script = 'examples/07-your-own-source/fixed-width.test.mjs';
  const node = ['--conditions=@rowferry/source', '--import', 'tsx', '--test-reporter=tap'];
  const ended = await startProcess([process.execPath, ...node, '--test', script]).ended;
  expect(ended.stdout).toMatch(/^# pass 23$/m);
  expect(ended.stdout).toMatch(/^# fail 0$/m);
  expect(ended.code).toBe(0);
});
