import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Disk } from './disk.ts';
import { named, undefinedIf } from './disk-failure.ts';
import { renewFile, replaceFile } from './durable-files.ts';
import { diskFile, readBlocks, readFile } from './real-file.ts';
import { claimFolder, createFolder, isThere, listFolder, syncFolder } from './real-folders.ts';
import { createRegular, openRegular } from './regular-file.ts';

/** The file system of this machine. */
export const realDisk: Disk = {
  createFolder: (path) => named(path, 'create the folder', () => createFolder(resolve(path))),
  createTemporaryFolder: () =>
    named(tmpdir(), 'create a folder in', () => mkdtemp(join(tmpdir(), 'rowferry-'))),
  removeFolder: (path) =>
    named(path, 'remove the folder', () => rm(path, { recursive: true, force: true })),
  claimFolder: (path, isOwn) =>
    named(path, 'restrict the access to', () => claimFolder(path, isOwn)),
  syncFolder: (path) => named(path, 'sync the folder', () => syncFolder(path)),
  listFolder: (path) => named(path, 'list', () => undefinedIf('ENOENT', () => listFolder(path))),
  createFile: (path) =>
    named(path, 'create', async () => {
      const handle = await createRegular(path);
      return handle && diskFile(path, handle, 0);
    }),
  openFile: (path) =>
    named(path, 'open', () =>
      undefinedIf('ENOENT', async () => {
        const handle = await openRegular(path, 'r+');
        return diskFile(path, handle, (await handle.stat()).size);
      }),
    ),
  replaceFile: (path, bytes) => named(path, 'write', () => replaceFile(path, bytes)),
  renewFile: (path) =>
    named(path, 'copy', async () => void (await undefinedIf('ENOENT', () => renewFile(path)))),
  isThere: (path) => named(path, 'look for', () => isThere(path)),
  readFile: (path) => named(path, 'read', () => readFile(path)),
  readBlocks,
  removeFile: (path) => named(path, 'remove', () => rm(path, { force: true })),
};
