import type { JobEnd } from '../contract/job.ts';
import type { JobCounts, RecordCounts } from '../contract/summary.ts';

/** The counts of a run so far. */
export interface Tally {
  readonly records: RecordCounts;
  readonly jobs: JobCounts;
  readonly bytesUploaded: number;
}

/** Counts what became durable. */
export interface Counter extends Tally {
  /** Counts records whose position in the source is journaled. */
  read(count: number): void;
  settled(counts: Omit<RecordCounts, 'read'>): void;
  created(): void;
  uploaded(bytes: number): void;
  /** Counts a job that has ended, whether it took a file or not. */
  ended(result: JobEnd): void;
}

export function counter(): Counter {
  let records: RecordCounts = { read: 0, skipped: 0, loaded: 0, rejected: 0, unresolved: 0 };
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
    created() {
      jobs = { ...jobs, total: jobs.total + 1 };
    },
    uploaded(bytes) {
      bytesUploaded += bytes;
    },
    ended(result) {
      if (result !== 'vanished') jobs = { ...jobs, [result]: jobs[result] + 1 };
    },
  };
}
