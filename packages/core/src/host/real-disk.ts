import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Disk } from './disk.ts';
import { named, undefinedIf } from './disk-failure.ts';
import { renewFile, replaceFile } from './durable-files.ts';
import { diskFile, readBlocks } from './real-file.ts';
import { createFolder, isThere, listFolder, syncFolder } from './real-folders.ts';

/** The file system of this machine. */
export const realDisk: Disk = {
  createFolder: (path) => named(path, 'create the folder', () => createFolder(resolve(path))),
  createTemporaryFolder: () =>
    named(tmpdir(), 'create a folder in', () => mkdtemp(join(tmpdir(), 'rowferry-'))),
  removeFolder: (path) =>
    named(path, 'remove the folder', () => rm(path, { recursive: true, force: true })),
  syncFolder: (path) => named(path, 'sync the folder', () => syncFolder(path)),
  listFolder: (path) => named(path, 'list', () => undefinedIf('ENOENT', () => listFolder(path))),
  createFile: (path) =>
    named(path, 'create', () =>
      undefinedIf('EEXIST', async () => diskFile(path, await open(path, 'wx+'), 0)),
    ),
  openFile: (path) =>
    named(path, 'open', () =>
      undefinedIf('ENOENT', async () => {
        const handle = await open(path, 'r+');
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
