import { constants, copyFile, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './real-folders.ts';

/** Replaces a file with a copy of it, durably. */
export async function renewFile(path: string): Promise<void> {
  const newPath = `${path}.new`;
  await copyFile(path, newPath, constants.COPYFILE_FICLONE);
  const handle = await open(newPath, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(newPath, path);
  await syncFolder(dirname(path));
}

/** Creates or replaces a whole file, durably. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const newPath = `${path}.new`;
  const handle = await open(newPath, 'w');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(newPath, path);
  await syncFolder(dirname(path));
}
