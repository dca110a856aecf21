import type { Chunk } from '../chunks/chunk.ts';
import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import type { PlacedRecord } from '../chunks/placed-records.ts';
import { lineOf } from '../chunks/record-line.ts';
import { type RowRefusal, withoutMeaning } from '../chunks/row-refusal.ts';
import type { RecordCounts } from '../contract/summary.ts';
import type { UnresolvedReason } from '../contract/unresolved.ts';
import { appender, type ResultFiles } from './result-files.ts';

/** Appends verdicts to the result files. */
export interface VerdictWriter {
  reject(
    record: PlacedRecord,
    errors: readonly RowRefusal[],
    job: string,
    row: number,
  ): Promise<void>;
  leaveUnresolved(
    record: PlacedRecord,
    because: UnresolvedReason,
    job: string,
    key: string | undefined,
  ): Promise<void>;
  readonly rejected: number;
  readonly unresolved: number;
  /** Makes what was appended durable. */
  finish(): Promise<void>;
}

/** `run`: the id of the run, by which a retry knows its lines. */
export function verdictWriter(results: ResultFiles, run: string): VerdictWriter {
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
    async reject(record, errors, job, row) {
      rejected++;
      const verdict = { by: 'target', errors: withoutMeaning(errors), job, row, run };
      await toRejected.add(lineOf(record, verdict));
    },
    async leaveUnresolved(record, { code, reason }, job, key) {
      unresolved++;
      await toUnresolved.add(lineOf(record, { code, reason, job, key }));
    },
    async finish() {
      await toRejected.finish();
      await toUnresolved.finish();
    },
  };
}

export type Counts = Omit<RecordCounts, 'read'>;

/** What a settling wrote: verdicts in the result files, and rows that have none yet. */
export interface Written {
  readonly counts: Counts;
  readonly inDoubt?: InDoubtChunk;
  readonly again?: readonly Chunk[];
  /** The number in the name of the file with the outcomes of rows that were in doubt. */
  readonly resolved?: number;
}
