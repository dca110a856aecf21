import { crc32 } from 'node:zlib';
import type { DiskFile } from '../host/disk.ts';
import type { JournalEntry } from './entry.ts';
import type { RunState } from './state.ts';

/** The journal of a run: append-only, checksummed lines. */
export interface Journal {
  /** What its durable entries add up to. */
  readonly state: RunState;
  /** Resolves when the entry is durable. Entries that wait together are made durable together. */
  append(entry: JournalEntry): Promise<void>;
  /** Cuts off what a failed write may have left; false where entries may remain of which nobody was told. */
  takeBack(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Keeps a journal in `file`, of which the entries add up to `state` so far; each is applied to it, in
 * order, once it is durable. `check` rejects where another process may not have seen it, since it had
 * taken over before that.
 */
export function journalIn(
  file: DiskFile,
  state: RunState,
  check: () => Promise<void> = async () => {},
): Journal {
  let waiting: JournalEntry[] = [];
  let writing: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let failedFrom: number | undefined;

  const write = async () => {
    const entries = waiting;
    waiting = [];
    next = undefined;
    const from = file.sizeBytes;
    try {
      await file.append(Buffer.from(entries.map((entry) => journalLine(entry, from)).join('')));
      await file.sync();
      await check();
    } catch (error) {
      failedFrom = from;
      throw error;
    }
    for (const entry of entries) state.apply(entry);
  };
  // A failed write fails every later one: what comes after a torn line would never be read.
  const writeAfter = async (before: Promise<void> | undefined) => {
    await before;
    writing = write();
    await writing;
  };
  return {
    state,
    append(entry) {
      waiting.push(entry);
      next ??= writeAfter(writing);
      return next;
    },
    async takeBack() {
      if (failedFrom === undefined) return true;
      try {
        // What is cut off needs no room on a full disk.
        await file.truncate(failedFrom);
        await file.sync();
        return true;
      } catch {
        return false; // the first error is the one to report
      }
    },
    async close() {
      await (next ?? writing)?.catch(() => {});
      await file.close();
    },
  };
}

/**
 * `["checksum",from,entry]`, and LF. `from` is where in the file the lines begin that were made durable
 * together with this one: it distinguishes a torn end from a line that was damaged later. The checksum
 * is of all that comes after it but the bracket.
 */
export function journalLine(entry: JournalEntry, from: number): string {
  const rest = `${from},${JSON.stringify(entry)}`;
  return `["${crc32(rest).toString(16).padStart(8, '0')}",${rest}]\n`;
}
