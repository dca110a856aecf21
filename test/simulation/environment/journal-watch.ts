import type { Inode } from './inode.ts';
import type { Life } from './life.ts';

/** Watches the journal while a process writes it, and lets the process die at one of its lines. */
export interface JournalWatch {
  opened(path: string, inode: Inode): void;
  appended(path: string, bytes: Uint8Array): void;
  truncated(path: string, sizeBytes: number): void;
  /** Called before a file is synced. Returns false if the process dies before the sync. */
  survives(path: string, inode: Inode): boolean;
}

const LF = 10;

/** Calls `log` with each line that is written. */
export function journalWatch(
  journal: string,
  life: Life,
  log: ((line: string) => void) | undefined,
): JournalWatch {
  const { death } = life;
  const diesAt = death?.place === 'journal' ? death.nth : undefined;
  let openedAt = 0;
  return {
    opened(path, inode) {
      if (path === journal) openedAt = inode.sizeBytes;
    },
    appended(path, bytes) {
      if (path !== journal || log === undefined) return;
      for (const line of Buffer.from(bytes).toString().trimEnd().split('\n')) log(line);
    },
    truncated(path, sizeBytes) {
      if (path === journal) openedAt = Math.min(openedAt, sizeBytes);
    },
    survives(path, inode) {
      if (path !== journal || diesAt === undefined || life.isDead) return true;
      const ends = lineEnds(inode.bytes, openedAt);
      const end = ends[diesAt - 1];
      if (end === undefined) return true;
      const start = ends[diesAt - 2] ?? openedAt;
      // Later lines were written together with this one, and are not on the disk yet.
      inode.keptBytes = death?.isTorn ? Math.floor((start + end) / 2) : end;
      life.die(`journal line ${diesAt}${death?.isTorn ? ', torn' : ''}`);
      return false;
    },
  };
}

/** The offsets after each LF, starting at `from`. */
function lineEnds(bytes: Uint8Array, from: number): number[] {
  const ends: number[] = [];
  for (let at = bytes.indexOf(LF, from); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    ends.push(at + 1);
  }
  return ends;
}
