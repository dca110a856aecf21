import type { Chunk, Segment } from '../chunks/chunk.ts';
import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import { extended } from '../chunks/record-line.ts';
import { allLines } from '../chunks/rows.ts';
import type { ChunkStore } from '../chunks/store.ts';
import type { RecordCounts } from '../contract/summary.ts';
import type { Refusal, UnresolvedReason } from '../contract/verdict.ts';
import type { DiskFile } from '../host/disk.ts';

export type Counts = Omit<RecordCounts, 'read'>;

/** What a settling wrote: verdicts in the result files, and rows that have none yet. */
export interface Written {
  readonly counts: Counts;
  readonly inDoubt?: InDoubtChunk;
  readonly again?: readonly Chunk[];
}

/** The two files that contain verdicts. */
export interface ResultFiles {
  readonly rejected: DiskFile;
  readonly unresolved: DiskFile;
}

const WRITE_BYTES = 1024 * 1024;

/** Appends the local rejections of a segment to the result files, durably. */
export async function settleLocal(
  store: ChunkStore,
  segment: Segment,
  results: ResultFiles,
): Promise<Written> {
  if (segment.rejected > 0) {
    const path = store.paths(segment.number).rejected;
    for await (const lines of allLines(store.disk, path, segment.rejected)) {
      await results.rejected.append(Buffer.from(lines.map((line) => `${line}\n`).join('')));
    }
    await results.rejected.sync();
  }
  return {
    counts: { skipped: segment.skipped, loaded: 0, rejected: segment.rejected, unresolved: 0 },
  };
}

/** Appends verdicts to the result files. */
export interface VerdictWriter {
  reject(prefix: string, errors: readonly Refusal[], job: string, row: number): Promise<void>;
  leaveUnresolved(
    prefix: string,
    because: UnresolvedReason,
    job: string,
    key: string | undefined,
  ): Promise<void>;
  readonly rejected: number;
  readonly unresolved: number;
  /** Makes what was appended durable. */
  finish(): Promise<void>;
}

export function verdictWriter(results: ResultFiles): VerdictWriter {
  const toRejected = appender(results.rejected);
  const toUnresolved = appender(results.unresolved);
  let rejected = 0;
  let unresolved = 0;
  return {
    get rejected() {
      return rejected;
    },
    get unresolved() {
      return unresolved;
    },
    async reject(prefix, errors, job, row) {
      rejected++;
      await toRejected.add(extended(prefix, { by: 'target', errors, job, row }));
    },
    async leaveUnresolved(prefix, { code, reason }, job, key) {
      unresolved++;
      await toUnresolved.add(extended(prefix, { code, reason, job, key }));
    },
    async finish() {
      await toRejected.finish();
      await toUnresolved.finish();
    },
  };
}

/** Appends lines in large blocks; `finish` makes them durable. */
function appender(file: DiskFile): { add(line: string): Promise<void>; finish(): Promise<void> } {
  let lines: string[] = [];
  let size = 0;
  let hasWritten = false;
  const flush = async () => {
    const block = Buffer.from(lines.join(''));
    lines = [];
    size = 0;
    hasWritten = true;
    await file.append(block);
  };
  return {
    async add(line) {
      lines.push(line);
      size += line.length;
      if (size >= WRITE_BYTES) await flush();
    },
    async finish() {
      if (lines.length > 0) await flush();
      if (hasWritten) await file.sync();
    },
  };
}
