import { constants, copyFile, type FileHandle, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './real-folders.ts';
import { createRegular, openRegular, requireRegular } from './regular-file.ts';

/** Replaces a file with a copy of it, durably. */
export async function renewFile(path: string): Promise<void> {
  await replaceBy(path, async (newPath) => {
    await copyFile(path, newPath, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    return await openRegular(newPath, 'r+');
  });
}

/** Creates or replaces a whole file, durably. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await replaceBy(path, async (newPath) => {
    const handle = await createRegular(newPath);
    await handle?.writeFile(bytes);
    return handle;
  });
}

/** A process that ended half-way may have left a new file behind. */
async function replaceBy(
  path: string,
  write: (newPath: string) => Promise<FileHandle | undefined>,
): Promise<void> {
  const newPath = `${path}.new`;
  for (const one of [path, newPath]) await requireRegular(one);
  await rm(newPath, { force: true });
  const handle = await write(newPath);
  if (handle === undefined) throw new Error(`something else has just created ${newPath}`);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(newPath, path);
  await syncFolder(dirname(path));
}
