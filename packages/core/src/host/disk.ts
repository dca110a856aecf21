import { createReadStream } from 'node:fs';
import {
  constants,
  copyFile,
  type FileHandle,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { RowferryError } from '../contract/errors.ts';

/** A file that grows at its end, and can be read at any offset. */
export interface DiskFile {
  readonly sizeBytes: number;
  append(bytes: Uint8Array): Promise<void>;
  /** Removes the bytes after `sizeBytes`. */
  truncate(sizeBytes: number): Promise<void>;
  /** Resolves when everything done to the file so far survives a power cut. */
  sync(): Promise<void>;
  /** Bytes from `offset`; fewer than `length` only at the file's end. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** What a run needs from a file system. Failures have the code `DISK_FAILED` and name the path. */
export interface Disk {
  /** Creates a folder and its missing parents, and makes their names durable. */
  createFolder(path: string): Promise<void>;
  createTemporaryFolder(): Promise<string>;
  removeFolder(path: string): Promise<void>;
  /** Makes the names in a folder durable. */
  syncFolder(path: string): Promise<void>;
  /** The files in a folder and their sizes in bytes; `undefined` if there is no such folder. */
  listFolder(path: string): Promise<ReadonlyMap<string, number> | undefined>;
  /** Creates an empty file; returns `undefined` if the path exists. */
  createFile(path: string): Promise<DiskFile | undefined>;
  /** Opens a file to append to it; returns `undefined` if there is none. */
  openFile(path: string): Promise<DiskFile | undefined>;
  /** Creates or replaces a whole file, durably: readers never see only a part of it. */
  replaceFile(path: string, bytes: Uint8Array): Promise<void>;
  /**
   * Replaces a file with a copy of it, durably. Another process that has the old file open then writes to a
   * file that no path leads to any more. Does nothing if there is no such file.
   */
  renewFile(path: string): Promise<void>;
  isThere(path: string): Promise<boolean>;
  readFile(path: string): Promise<Uint8Array>;
  /** The bytes of a file, in blocks; up to `to`, if it is given. */
  readBlocks(path: string, to?: number): AsyncIterable<Uint8Array>;
  removeFile(path: string): Promise<void>;
}

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

async function* readBlocks(path: string, to?: number): AsyncGenerator<Uint8Array> {
  if (to === 0) return;
  const end = to === undefined ? {} : { end: to - 1 };
  const blocks = createReadStream(path, { highWaterMark: 256 * 1024, ...end });
  try {
    const iterator: AsyncIterator<Uint8Array> = blocks[Symbol.asyncIterator]();
    for (;;) {
      const { value, done } = await named(path, 'read', () => iterator.next());
      if (done) return;
      yield value;
    }
  } finally {
    blocks.destroy();
  }
}

/** Creates one folder at a time: a recursive `mkdir` never ends if nothing can be created. */
async function createFolder(path: string): Promise<void> {
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

async function isThere(path: string): Promise<boolean> {
  return (await undefinedIf('ENOENT', () => stat(path))) !== undefined;
}

async function listFolder(path: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    // Another process may remove a file while the folder is listed.
    const found = await undefinedIf('ENOENT', () => stat(join(path, entry.name)));
    if (found !== undefined) sizes.set(entry.name, found.size);
  }
  return sizes;
}

async function renewFile(path: string): Promise<void> {
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

async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
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

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function diskFile(path: string, handle: FileHandle, initialSize: number): DiskFile {
  let sizeBytes = initialSize;
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    append: (bytes) =>
      named(path, 'write to', async () => {
        // A full disk may take a part without an error, so the rest is written again.
        for (let from = 0; from < bytes.length; ) {
          const { bytesWritten } = await handle.write(bytes, from, bytes.length - from, sizeBytes);
          if (bytesWritten === 0) throw new Error('nothing was written');
          from += bytesWritten;
          sizeBytes += bytesWritten;
        }
      }),
    truncate: (size) =>
      named(path, 'truncate', async () => {
        await handle.truncate(size);
        sizeBytes = size;
      }),
    sync: () => named(path, 'sync', () => handle.datasync()),
    read: (offset, length) =>
      named(path, 'read', async () => {
        const bytes = new Uint8Array(Math.max(0, Math.min(length, sizeBytes - offset)));
        for (let from = 0; from < bytes.length; ) {
          const { bytesRead } = await handle.read(bytes, from, bytes.length - from, offset + from);
          if (bytesRead === 0) throw new Error('the file is shorter than what was written to it');
          from += bytesRead;
        }
        return bytes;
      }),
    close: () => named(path, 'close', () => handle.close()),
  };
}

async function named<T>(path: string, doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RowferryError('DISK_FAILED', `Could not ${doing} ${path}: ${why}`, { cause: error });
  }
}

async function undefinedIf<T>(code: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isCode(error, code)) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
