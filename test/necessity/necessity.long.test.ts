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

// `$name` in a title would be cut, and `-t` with a whole name would then run nothing.
const watched = WATCHED_SABOTAGES.map(({ name, noticedBy }) => [name, noticedBy] as const);
test.each(watched)('without %s, %s fails', (name, noticedBy) => {
  const { status, output } = runWithout(name, noticedBy);
  expect(output).toMatch(/Property failed after|AssertionError/);
  expect(status).toBe(1);
});

const ofRuns = RUN_SABOTAGES.map(({ name }) => name);
test.each(ofRuns)('without %s, the simulation finds a run that fails', (name) => {
  const { status, output } = runWithout(name, 'test/necessity/first-fault.hunt.ts');
  expect(output).toMatch(/seed \d+ fails: /);
  expect(status).toBe(0);
});
