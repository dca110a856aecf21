import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './tree.ts';

const execute = promisify(execFile);

/** Runs a tool of ours by Node; gives what it says where it is not content. */
export async function complaintsOf(script: string, words: readonly string[]): Promise<string> {
  try {
    await execute(process.execPath, [join(ROOT, 'node_modules', script), ...words], { cwd: ROOT });
    return '';
  } catch (error) {
    if (!(error instanceof Error && 'stdout' in error && 'stderr' in error)) throw error;
    return `${error.stdout}${error.stderr}`;
  }
}
