import { crc32 } from 'node:zlib';
import type { Cut } from '../chunks/stretch.ts';
import type { DiskFile } from '../disk.ts';
import type { RecordCounts } from '../summary.ts';

/** The form of the journal that this version writes. */
export const JOURNAL_VERSION = 1;

/**
 * One change of state. Everything that a resume needs stands here or in a file that is named here
 * and was durable before.
 */
export type JournalEntry =
  | { readonly type: 'run'; readonly version: number; readonly runId: string }
  /** A stretch of the source is committed; see {@link Cut}. */
  | ({ readonly type: 'cut' } & Omit<Cut, 'fraction'>)
  /** The source has no record at or behind this position. */
  | { readonly type: 'read'; readonly to: number }
  /** A create is sent soon after `at` (the target's clock, in milliseconds since 1970). */
  | { readonly type: 'creating'; readonly chunk: number; readonly at: number }
  /** The create of this chunk was answered by a refusal: it left nothing behind. */
  | { readonly type: 'uncreated'; readonly chunk: number }
  /** No trusted answer came: a pending job may be left behind. */
  | { readonly type: 'create-lost'; readonly chunk: number; readonly at: number }
  /** The lost create can leave nothing behind any more. */
  | { readonly type: 'accounted'; readonly chunk: number; readonly at: number }
  | {
      readonly type: 'created';
      readonly chunk: number;
      readonly job: string;
      readonly createdDate?: string;
      readonly createdById?: string;
      readonly requestId?: string;
    }
  /** A try of the upload begins. */
  | { readonly type: 'uploading'; readonly chunk: number; readonly job: string }
  /** The last try was refused: it stored nothing. */
  | { readonly type: 'upload-refused'; readonly chunk: number; readonly job: string }
  | { readonly type: 'uploaded'; readonly chunk: number; readonly job: string }
  /** The job is over without having taken the file; the chunk waits for another. */
  | {
      readonly type: 'unused';
      readonly chunk: number;
      readonly job: string;
      readonly status: string;
    }
  /** The chunk was never taken, and goes on as two. */
  | { readonly type: 'split'; readonly chunk: number; readonly into: readonly SplitPart[] }
  /** The job that took the chunk's file reached its last status. */
  | {
      readonly type: 'ended';
      readonly chunk: number;
      readonly job: string;
      readonly status: string;
      readonly recordsProcessed?: number;
      readonly endedAt: number;
    }
  /** The result files hold these verdicts; nothing behind these lengths is valid. */
  | {
      readonly type: 'settled';
      readonly chunk: number;
      /** Absent for the local verdicts of the stretch. */
      readonly job?: string;
      readonly rejectedBytes: number;
      readonly unresolvedBytes: number;
      readonly counts: Omit<RecordCounts, 'read'>;
      /** What this job taught about the tenant: it holds for the rest of the run. */
      readonly refuted?: readonly string[];
      readonly countsStored?: boolean;
    }
  /** All plugins have been told the verdicts of this settling. */
  | { readonly type: 'told'; readonly chunk: number; readonly job?: string }
  | { readonly type: 'ended-run'; readonly status: 'completed' | 'stopped' | 'interrupted' };

export interface SplitPart {
  readonly number: number;
  readonly rows: number;
  readonly bytes: number;
}

/** The journal of a run: append-only, checksummed lines. */
export interface Journal {
  /** Resolves when the entry is durable. Entries that wait together are made durable together. */
  append(entry: JournalEntry): Promise<void>;
  close(): Promise<void>;
}

/** Keeps a journal in `file`. */
export function journalIn(file: DiskFile): Journal {
  let waiting: string[] = [];
  let writing: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  const write = async () => {
    const lines = waiting;
    waiting = [];
    next = undefined;
    await file.append(Buffer.from(lines.join('')));
    await file.sync();
  };
  // A failed write fails every later one: what is behind a torn line would never be read.
  const writeAfter = async (before: Promise<void> | undefined) => {
    await before;
    writing = write();
    await writing;
  };
  return {
    append(entry) {
      waiting.push(journalLine(entry));
      next ??= writeAfter(writing);
      return next;
    },
    async close() {
      await (next ?? writing)?.catch(() => {});
      await file.close();
    },
  };
}

/** `crc32 of the JSON, 8 hex digits`, a space, the JSON, LF. */
export function journalLine(entry: JournalEntry): string {
  const json = JSON.stringify(entry);
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
}
