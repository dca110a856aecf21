import { type Disk, type DiskFile, RowferryError } from '@rowferry/core';
import { memoryDisk } from '../world/memory-disk.ts';

/** A disk in memory that may be full from some operation on, and knows which files are open. */
export interface WatchedDisk {
  readonly disk: Disk;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly openFiles: number;
  /** What was done with files that were closed. */
  readonly misuses: readonly string[];
}

export function watchedDisk(failsAt: number | undefined): WatchedDisk {
  const memory = memoryDisk();
  const misuses: string[] = [];
  let operations = 0;
  let openFiles = 0;

  const use = (doing: string) => {
    if (failsAt === undefined || ++operations < failsAt) return;
    throw new RowferryError('DISK_FAILED', `the disk is full: ${doing}`);
  };
  const watched = (file: DiskFile, path: string): DiskFile => {
    let isClosed = false;
    openFiles++;
    const check = (doing: string) => {
      if (isClosed) misuses.push(`${doing} ${path}, which is closed`);
    };
    return {
      get sizeBytes() {
        return file.sizeBytes;
      },
      async append(bytes) {
        check('append to');
        use(`append to ${path}`);
        await file.append(bytes);
      },
      async truncate(size) {
        check('cut');
        await file.truncate(size);
      },
      async sync() {
        check('sync');
        use(`sync ${path}`);
      },
      async read(offset, length) {
        check('read');
        return file.read(offset, length);
      },
      async close() {
        if (isClosed) return;
        isClosed = true;
        openFiles--;
      },
    };
  };
  const disk: Disk = {
    ...memory,
    async createFile(path) {
      use(`create ${path}`);
      const file = await memory.createFile(path);
      return file && watched(file, path);
    },
  };
  return {
    disk,
    files: memory.files,
    misuses,
    get openFiles() {
      return openFiles;
    },
  };
}
