import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { SABOTAGES } from './sabotages.ts';

const VITEST = 'node_modules/vitest/vitest.mjs';

test.each(SABOTAGES)('without $name, $noticedBy fails', ({ name, noticedBy }) => {
  const words = [VITEST, 'run', '--config', 'test/necessity/vitest.config.ts', noticedBy];
  const env = { ...process.env, SABOTAGE: name, NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { env, encoding: 'utf8' });
  expect(stdout + stderr).toContain('Property failed after');
  expect(status).toBe(1);
});
