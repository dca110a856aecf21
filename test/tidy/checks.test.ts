import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { FILES, ROOT } from './tree.ts';

const execute = promisify(execFile);

/** Runs a tool of ours by Node; gives what it says where it is not content. */
async function complaintsOf(script: string, words: readonly string[]): Promise<string> {
  try {
    await execute(process.execPath, [join(ROOT, 'node_modules', script), ...words], { cwd: ROOT });
    return '';
  } catch (error) {
    if (!(error instanceof Error && 'stdout' in error && 'stderr' in error)) throw error;
    return `${error.stdout}${error.stderr}`;
  }
}

test.concurrent('the whole tree type-checks', async () => {
  expect(await complaintsOf('typescript/bin/tsc', ['--noEmit'])).toBe('');
});

test.concurrent('the whole tree is formatted, and has no lint', async () => {
  expect(
    await complaintsOf('@biomejs/biome/bin/biome', [
      ...['check', '--reporter=summary', '--colors=off', '--files-ignore-unknown=true'],
      ...FILES,
    ]),
  ).toBe('');
});
