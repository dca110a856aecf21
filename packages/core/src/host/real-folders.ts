import { mkdir, open, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isCode, undefinedIf } from './disk-failure.ts';

/** Creates one folder at a time: a recursive `mkdir` never ends if nothing can be created. */
export async function createFolder(path: string): Promise<void> {
  const missing: string[] = [];
  for (let at = path; !(await isThere(at)); at = dirname(at)) missing.unshift(at);
  for (const folder of missing) {
    try {
      await mkdir(folder);
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    await syncFolder(folder);
    await syncFolder(dirname(folder));
  }
}

export async function isThere(path: string): Promise<boolean> {
  return (await undefinedIf('ENOENT', () => stat(path))) !== undefined;
}

/** The files in a folder and their sizes in bytes. */
export async function listFolder(path: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    // Another process may remove a file while the folder is listed.
    const found = await undefinedIf('ENOENT', () => stat(join(path, entry.name)));
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
