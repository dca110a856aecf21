import type { DiskFile } from '../host/disk.ts';
import type { JournalEntry } from './entry.ts';
import { journalLine } from './line.ts';
import type { RunState } from './run-state.ts';

/** The journal of a run: append-only, checksummed lines. */
export interface Journal {
  /** The state after all durable entries. */
  readonly state: RunState;
  /** Resolves when the entry is durable. Entries that wait together are made durable together. */
  append(entry: JournalEntry): Promise<void>;
  /** Truncates what a failed write may have left; false if entries reported as failed may remain. */
  undoFailedWrite(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Keeps a journal in `file`. `state` is the state after its present entries. Each new entry is applied to
 * it, in order, once the entry is durable. `check` rejects if another process had taken over before that:
 * that process may not have read the entry.
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
    async undoFailedWrite() {
      if (failedFrom === undefined) return true;
      try {
        // Truncating needs no space on a full disk.
        await file.truncate(failedFrom);
        await file.sync();
        return true;
      } catch {
        return false; // the first error is reported
      }
    },
    async close() {
      await (next ?? writing)?.catch(() => {});
      await file.close();
    },
  };
}
