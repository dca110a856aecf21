import { statSync } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isCode, undefinedIf } from './disk-failure.ts';
import { userId } from './real-processes.ts';

/** What a run creates may be entered by its user alone, whatever the umask. */
const MODE = 0o700;
const FILE_MODE = 0o600;
const NOT_FOLDER = 'it is not a folder, but a file or a link';

/** Creates one folder at a time: a recursive `mkdir` never ends if nothing can be created. */
export async function createFolder(path: string): Promise<void> {
  const missing: string[] = [];
  for (let at = path; !(await isThere(at)); at = dirname(at)) missing.unshift(at);
  for (const folder of missing) {
    try {
      await mkdir(folder, MODE);
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    await syncFolder(folder);
    await syncFolder(dirname(folder));
  }
  if (!(await lstat(path)).isDirectory()) throw new Error(NOT_FOLDER);
}

/**
 * Lets only the user of this process into a folder, and read those files in it whose names `isOwn` accepts. Returns
 * what belongs to another user: the folder, or what is in it.
 */
export async function claimFolder(
  path: string,
  isOwn: (name: string) => boolean = () => false,
): Promise<string | undefined> {
  const folder = await lstat(path);
  if (!folder.isDirectory()) throw new Error(NOT_FOLDER);
  // Elsewhere than on POSIX a folder has neither an owner nor such a mode.
  const user = userId();
  if (user === undefined) return undefined;
  if (folder.uid !== user) return path;
  if ((folder.mode & 0o777) !== MODE) await chmod(path, MODE);
  // Who could enter before may have left something.
  for (const name of await readdir(path)) {
    const at = join(path, name);
    const one = await undefinedIf('ENOENT', () => lstat(at));
    if (one !== undefined && one.uid !== user) return at;
    // A file with a second name is also somewhere else.
    const isOnlyHere = one?.isFile() === true && one.nlink === 1;
    if (isOnlyHere && isOwn(name) && (one.mode & 0o777) !== FILE_MODE) {
      await undefinedIf('ENOENT', () => chmod(at, FILE_MODE));
    }
  }
  return undefined;
}

export async function isThere(path: string): Promise<boolean> {
  // An error with its stack takes longer than the call.
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** What is in a folder, except other folders, and their sizes in bytes. */
export async function listFolder(path: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    // Another process may remove a file while the folder is listed.
    const found = await undefinedIf('ENOENT', () => lstat(join(path, entry.name)));
    if (found !== undefined) sizes.set(entry.name, found.size);
  }
  return sizes;
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
