import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { codeOf, Fault, textOf } from '../fault.ts';

/** The file that `--rejected` names, so that it can be read several times. */
export interface EditedFile {
  readonly path: string;
  /** Removes what was created to read it. */
  release(): Promise<void>;
}

/** What a link leads to, or a copy of what a pipe contains. Throws a {@link Fault} if it cannot be read. */
export async function editedFile(path: string): Promise<EditedFile> {
  try {
    if (!(await stat(path)).isFile()) return await copyOf(path);
    const isLink = (await lstat(path)).isSymbolicLink();
    return { path: isLink ? await realpath(path) : path, async release() {} };
  } catch (error) {
    const reason = codeOf(error) === 'ENOENT' ? 'there is no such file' : textOf(error);
    throw new Fault(`--rejected: ${path}: ${reason}`, { cause: error });
  }
}

async function copyOf(path: string): Promise<EditedFile> {
  const folder = await mkdtemp(join(tmpdir(), 'rowferry-'));
  const release = () => rm(folder, { recursive: true, force: true });
  const copy = join(folder, 'rejected.jsonl');
  try {
    await pipeline(createReadStream(path), createWriteStream(copy, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    await release();
    throw error;
  }
  return { path: copy, release };
}
