import { ENDS, type JobEvent, type Plugin } from '../contract/plugin.ts';
import type { Batch } from '../contract/source.ts';
import type { Progress } from '../contract/summary.ts';
import type { Tally } from './tally.ts';

/** Keeps the progress of a run. */
export interface ProgressMeter {
  /** Counts the records of the batches that pass. */
  pass(batches: AsyncIterable<Batch>): AsyncGenerator<Batch>;
  /** Follows the status of jobs. */
  readonly plugin: Plugin;
  now(tally: Tally): Progress;
}

/** A meter for a run of which an earlier process has read `before` records. */
export function progressMeter(before: number): ProgressMeter {
  const statuses = new Map<number, string>();
  let pulled = before;
  let fraction: number | undefined;
  return {
    async *pass(batches) {
      for await (const batch of batches) {
        pulled += batch.records.length;
        fraction = batch.fraction;
        yield batch;
      }
    },
    plugin: {
      name: 'progress',
      onJob({ chunk, status }: JobEvent) {
        if (ENDS.includes(status)) statuses.delete(chunk);
        else statuses.set(chunk, status);
      },
    },
    now({ records }) {
      const jobs: Record<string, number> = {};
      for (const status of statuses.values()) jobs[status] = (jobs[status] ?? 0) + 1;
      return { records, pulled, jobs, ...(fraction === undefined ? {} : { fraction }) };
    },
  };
}
