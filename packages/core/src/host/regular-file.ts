import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { isCode, undefinedIf } from './disk-failure.ts';

/** What a run writes may be read by its user alone, whatever the umask. */
const MODE = 0o600;
/** Elsewhere than on POSIX there are no such flags. A pipe is opened, and then refused, without waiting for its writer. */
const SAFE = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens a file, and never what a link in its place leads to. */
export async function openRegular(path: string, flags: 'r' | 'r+'): Promise<FileHandle> {
  const access = flags === 'r' ? constants.O_RDONLY : constants.O_RDWR;
  const handle = await open(path, access | SAFE).catch((error: unknown) => {
    throw isCode(error, 'ELOOP') ? notRegular(path, 'a symbolic link') : error;
  });
  try {
    if (!(await handle.stat()).isFile()) throw notRegular(path, 'not a file');
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Creates a file; `undefined` if there is one. */
export async function createRegular(path: string): Promise<FileHandle | undefined> {
  const handle = await undefinedIf('EEXIST', () => open(path, 'wx+', MODE));
  if (handle === undefined) await requireRegular(path);
  return handle;
}

/** Rejects if something else than a file is in its place. */
export async function requireRegular(path: string): Promise<void> {
  const found = await undefinedIf('ENOENT', () => lstat(path));
  if (found === undefined || found.isFile()) return;
  throw notRegular(path, found.isSymbolicLink() ? 'a symbolic link' : 'not a file');
}

function notRegular(path: string, what: string): Error {
  return new Error(
    `${basename(path)} is ${what}; a run follows no links: move it away, or restore the file`,
  );
}
