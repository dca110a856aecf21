import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { RUN_SABOTAGES, WATCHED_SABOTAGES } from './sabotages.ts';

const VITEST = 'node_modules/vitest/vitest.mjs';

function runWithout(sabotage: string, file: string) {
  const args = [VITEST, 'run', '--config', 'test/necessity/vitest.config.ts', file];
  const env = { ...process.env, SABOTAGE: sabotage, NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

test.each(WATCHED_SABOTAGES)('without $name, $noticedBy fails', ({ name, noticedBy }) => {
  const { status, output } = runWithout(name, noticedBy);
  expect(output).toMatch(/Property failed after|AssertionError/);
  expect(status).toBe(1);
});

test.each(RUN_SABOTAGES)('without $name, the simulation finds a run that fails', ({ name }) => {
  const { status, output } = runWithout(name, 'test/necessity/first-fault.hunt.ts');
  expect(output).toMatch(/seed \d+ fails: /);
  expect(status).toBe(0);
});
