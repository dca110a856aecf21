import { basename } from 'node:path';
import { type Disk, type DiskFile, RowferryError } from '@rowferry/core';
import { folderOf } from './file-names.ts';
import { Inode } from './inode.ts';
import type { JournalWatch } from './journal-watch.ts';
import type { Life } from './life.ts';
import type { SimulatedDisk } from './simulated-disk.ts';

/** The disk as one process sees it. */
export interface ProcessDisk {
  readonly disk: Disk;
  readonly openFiles: number;
  /** Operations on closed files. */
  readonly misuses: readonly string[];
}

/** How one process uses the disk. */
export interface DiskUse {
  readonly life: Life;
  /** From this operation on, the disk is full; a write then stores only this share. */
  readonly full: { readonly from: number; readonly share: number } | undefined;
  /** Waits as long as an operation takes. */
  delay(): Promise<void> | undefined;
  /** Called before every change of a file. */
  onChange(path: string): void;
  readonly journal: JournalWatch;
}

const BLOCK_BYTES = 4096;

export function processDisk(all: SimulatedDisk, use: DiskUse): ProcessDisk {
  const { life, full } = use;
  const misuses: string[] = [];
  let operations = 0;
  let openFiles = 0;

  /** Runs a disk operation that takes time. A dead process does nothing more. */
  const write = <T>(path: string, work: () => T, takePart?: (share: number) => void): Promise<T> =>
    life.pass(async () => {
      await use.delay();
      if (life.isDead) return await new Promise<T>(() => {});
      if (full !== undefined && ++operations >= full.from) {
        takePart?.(full.share);
        throw failed(`the disk is full: ${path}`);
      }
      return work();
    });
  const change = <T>(path: string, work: () => T, takePart?: (share: number) => void) =>
    write(
      path,
      () => {
        use.onChange(path);
        return work();
      },
      takePart,
    );
  const look = <T>(work: () => T): Promise<T> => life.pass(async () => work());
  const found = (path: string): Inode => {
    const inode = all.names.get(path);
    if (inode === undefined) throw failed(`there is no ${path}`);
    return inode;
  };
  const open = (path: string, inode: Inode): DiskFile => {
    let isClosed = false;
    openFiles++;
    use.journal.opened(path, inode);
    const check = (doing: string) => {
      if (isClosed && !life.isDead) misuses.push(`${doing} ${path}, which is closed`);
    };
    return {
      get sizeBytes() {
        return inode.sizeBytes;
      },
      append(bytes) {
        check('append to');
        return change(
          path,
          () => {
            inode.append(bytes);
            use.journal.appended(path, bytes);
          },
          (share) => inode.append(bytes.subarray(0, Math.floor(bytes.length * share))),
        );
      },
      truncate(size) {
        check('truncate');
        return change(path, () => {
          inode.truncate(size);
          use.journal.truncated(path, size);
        });
      },
      sync() {
        check('sync');
        return write(path, () => {
          if (use.journal.survives(path, inode)) inode.sync();
        });
      },
      read(offset, length) {
        check('read');
        return look(() => Uint8Array.from(inode.bytes.subarray(offset, offset + length)));
      },
      async close() {
        if (isClosed) return;
        isClosed = true;
        openFiles--;
      },
    };
  };
  const inFolder = (path: string) => {
    if (!all.hasFolder(folderOf(path))) throw failed(`there is no folder for ${path}`);
  };
  const disk: Disk = {
    createFolder: (path) => write(path, () => all.createFolder(path)),
    claimFolder: (path) =>
      look(() => {
        if (!all.hasFolder(path)) throw failed(`there is no folder ${path}`);
        return undefined;
      }),
    createTemporaryFolder: () =>
      Promise.reject(failed('the simulation always has a run directory')),
    removeFolder: (path) => change(path, () => all.removeFolder(path)),
    syncFolder: (path) =>
      write(path, () => {
        inFolder(`${path}/name`);
        all.names.sync(path);
      }),
    listFolder: (path) =>
      look(() => {
        if (!all.hasFolder(path)) return undefined;
        const paths = all.pathsIn(`${path}/`).filter((one) => folderOf(one) === path);
        return new Map(paths.map((one) => [basename(one), found(one).sizeBytes]));
      }),
    createFile: (path) =>
      change(path, () => {
        inFolder(path);
        if (all.names.get(path) !== undefined) return undefined;
        const inode = new Inode();
        all.names.put(path, inode);
        return open(path, inode);
      }),
    openFile: (path) =>
      look(() => {
        const inode = all.names.get(path);
        return inode && open(path, inode);
      }),
    async replaceFile(path, bytes) {
      const inode = new Inode();
      const made = `${path}.new`;
      await change(path, () => {
        inFolder(path);
        inode.append(bytes);
        all.names.put(made, inode);
      });
      await change(path, () => {
        inode.sync();
        all.names.putDurably(made, undefined);
        all.names.putDurably(path, inode);
      });
    },
    async renewFile(path) {
      const inode = all.names.get(path);
      if (inode !== undefined) await disk.replaceFile(path, Uint8Array.from(inode.bytes));
    },
    isThere: (path) => look(() => all.names.get(path) !== undefined),
    readFile: (path) => look(() => Uint8Array.from(found(path).bytes)),
    async *readBlocks(path, to = Number.POSITIVE_INFINITY) {
      for (let at = 0; ; at += BLOCK_BYTES) {
        const end = Math.min(at + BLOCK_BYTES, to);
        const block = await look(() => Uint8Array.from(found(path).bytes.subarray(at, end)));
        if (block.length === 0) return;
        yield block;
        if (block.length < BLOCK_BYTES) return;
      }
    },
    removeFile: (path) =>
      change(path, () => {
        if (all.names.get(path) !== undefined) all.names.put(path, undefined);
      }),
  };
  return {
    disk,
    misuses,
    get openFiles() {
      return openFiles;
    },
  };
}

function failed(message: string): RowferryError {
  return new RowferryError('DISK_FAILED', message);
}
