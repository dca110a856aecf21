import type { JobCounts, RecordCounts } from '../summary.ts';
import { NO_RECORDS } from '../summary.ts';

/** What a run has come to so far. */
export interface Tally {
  readonly records: RecordCounts;
  readonly jobs: JobCounts;
  readonly bytesUploaded: number;
}

/** Counts what became durable. */
export interface Counter extends Tally {
  /** Records whose place in the source is journaled. */
  read(count: number): void;
  settled(counts: Omit<RecordCounts, 'read'>): void;
  /** A job that is over, and the bytes that it took. */
  ended(status: string, bytes: number): void;
}

export function counter(): Counter {
  let records = NO_RECORDS;
  let jobs = { total: 0, completed: 0, failed: 0, cancelled: 0 };
  let bytesUploaded = 0;
  return {
    get records() {
      return records;
    },
    get jobs() {
      return jobs;
    },
    get bytesUploaded() {
      return bytesUploaded;
    },
    read(count) {
      records = { ...records, read: records.read + count };
    },
    settled({ skipped, loaded, rejected, unresolved }) {
      records = {
        read: records.read,
        skipped: records.skipped + skipped,
        loaded: records.loaded + loaded,
        rejected: records.rejected + rejected,
        unresolved: records.unresolved + unresolved,
      };
    },
    ended(status, bytes) {
      const isCounted = status === 'completed' || status === 'failed' || status === 'cancelled';
      jobs = { ...jobs, total: jobs.total + 1 };
      if (isCounted) jobs = { ...jobs, [status]: jobs[status] + 1 };
      bytesUploaded += bytes;
    },
  };
}
