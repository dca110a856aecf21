import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { line } from '../line.mjs';
import { inRounds } from '../rounds.mjs';

const COMMAND = fileURLToPath(new URL('../../packages/cli/bin/rowferry.js', import.meta.url));
const CPU_AT_EXIT = fileURLToPath(new URL('../processes/cpu-at-exit.cjs', import.meta.url));

/** The CPU time of the command line that only says its version, and that of Node with nothing to do. */
export async function startUp({ folder, rounds }) {
  const results = await started(folder, rounds);
  return [
    line(
      '`rowferry --version`: CPU above that of Node alone',
      results.map(({ rowferry, node }) => rowferry - node),
      { unit: ' s', atMost: 0.15, isAim: true, limit: 'modules that are loaded' },
    ),
  ];
}

export function started(folder, rounds) {
  return inRounds(rounds, {
    rowferry: () => cpuSecondsOf(folder, [COMMAND, '--version']),
    node: () => cpuSecondsOf(folder, ['--eval', '0']),
  });
}

function cpuSecondsOf(folder, words) {
  const path = join(folder, 'cpu');
  const { status } = spawnSync(process.execPath, ['--require', CPU_AT_EXIT, ...words], {
    env: { ...process.env, CPU_FILE: path },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`node ${words.join(' ')} ended with exit code ${status}`);
  return Number(readFileSync(path, 'utf8'));
}
