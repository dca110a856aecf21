import type { Disk, DiskFile } from '../host/disk.ts';

/**
 * A disk on which nothing is changed unless `check` resolves: a process that was asleep for long changes
 * nothing before it knows whether it still has the lock. A file that it does not find may belong to the
 * next holder, and is not lost: so `check` is called before a failure is reported.
 */
export function lockedDisk(disk: Disk, check: () => Promise<void>): Disk {
  const look = <T>(work: () => Promise<T>): Promise<T> =>
    work().catch(async (error: unknown) => {
      await check();
      throw error;
    });
  const change = <T>(work: () => Promise<T>) => check().then(() => look(work));
  const lockedFile = (file: DiskFile | undefined): DiskFile | undefined =>
    file && {
      get sizeBytes() {
        return file.sizeBytes;
      },
      append: (bytes) => change(() => file.append(bytes)),
      truncate: (sizeBytes) => change(() => file.truncate(sizeBytes)),
      sync: () => look(() => file.sync()),
      read: (offset, length) => look(() => file.read(offset, length)),
      close: () => file.close(),
    };
  return {
    createFolder: (path) => change(() => disk.createFolder(path)),
    claimFolder: (path, isOwn) => change(() => disk.claimFolder(path, isOwn)),
    createTemporaryFolder: () => disk.createTemporaryFolder(),
    removeFolder: (path) => change(() => disk.removeFolder(path)),
    syncFolder: (path) => look(() => disk.syncFolder(path)),
    listFolder: (path) => look(() => disk.listFolder(path)),
    async createFile(path) {
      const file = await change(() => disk.createFile(path));
      if (file === undefined) await check();
      return lockedFile(file);
    },
    openFile: async (path) => lockedFile(await look(() => disk.openFile(path))),
    replaceFile: (path, bytes) => change(() => disk.replaceFile(path, bytes)),
    renewFile: (path) => change(() => disk.renewFile(path)),
    isThere: (path) => look(() => disk.isThere(path)),
    readFile: (path) => look(() => disk.readFile(path)),
    async *readBlocks(path, to) {
      try {
        yield* disk.readBlocks(path, to);
      } catch (error) {
        await check();
        throw error;
      }
    },
    removeFile: (path) => change(() => disk.removeFile(path)),
  };
}
