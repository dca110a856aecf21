import { join } from 'node:path';
import { startProcess } from '../world/started.ts';
import { ROOT } from './tree.ts';

/** Runs a tool of ours by Node; gives what it says where it is not content. */
export async function complaintsOf(script: string, words: readonly string[]): Promise<string> {
  const command = [process.execPath, join(ROOT, 'node_modules', script), ...words];
  const { code, stdout, stderr } = await startProcess(command, { cwd: ROOT }).ended;
  return code === 0 ? '' : `${stdout}${stderr}`;
}
