import type { TestContext } from 'vitest';
import { type Started, startProcess } from '../world/started.ts';
import { COMMAND, type Surroundings } from './rowferry.ts';

/** `rowferry` on a terminal, whose output is the stdout of this process. */
export interface OnTerminal extends Started {
  /** Types on the terminal. */
  type(keys: string): void;
}

/** Skips the test on a machine without the `script` command, which acts as the terminal. */
export async function needTerminal(context: TestContext): Promise<void> {
  const { ended } = startProcess(['script', '--version']);
  const hasScript = await ended.then(
    ({ code }) => code === 0,
    () => false,
  );
  if (!hasScript) context.skip('this machine has no `script` command to act as a terminal');
}

/** Starts `rowferry` on a terminal; `redirects`, such as `> out.json`, take streams away from it. */
export function onTerminal(
  args: readonly string[],
  { cwd, env }: Surroundings,
  redirects = '',
): OnTerminal {
  const words = [...COMMAND, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const started = startProcess(['script', '-qec', `${words.join(' ')} ${redirects}`, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: 'pipe',
  });
  return { ...started, type: (keys) => void started.child.stdin?.write(keys) };
}
