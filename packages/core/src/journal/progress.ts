import type { JobStep } from '../contract/job.ts';
import { ENDS, type JobEvent, type Plugin } from '../contract/plugin.ts';
import type { Progress } from '../contract/progress.ts';
import type { Batch } from '../contract/source.ts';
import type { RecordCounts } from '../contract/summary.ts';
import { rateMeter } from './rate-meter.ts';
import type { RunState } from './run-state.ts';
import { type Waits, waitsBy } from './waits.ts';

/** Keeps the progress of a run. */
export interface ProgressMeter {
  /** Counts the records of the batches that pass. */
  pass(batches: AsyncIterable<Batch>): AsyncGenerator<Batch>;
  /** Follows the status of jobs. */
  readonly plugin: Plugin;
  readonly waits: Waits;
  now(): Progress;
}

/** The meter of a run from `state`, in which an earlier process may have settled records. */
export function progressMeter(
  state: Pick<RunState, 'records' | 'source'>,
  elapsed: () => number,
): ProgressMeter {
  const statuses = new Map<number, JobStep>();
  const waits = waitsBy(elapsed);
  const meter = rateMeter();
  meter.rate(settledOf(state.records), elapsed());
  let pulled = state.source.to;
  let fraction: number | undefined;
  return {
    async *pass(batches) {
      let end = waits.begin('source');
      try {
        for await (const batch of batches) {
          end();
          pulled += batch.records.length;
          fraction = batch.fraction;
          yield batch;
          end = waits.begin('source');
        }
      } finally {
        end();
      }
    },
    plugin: {
      name: 'progress',
      onJob({ chunk, status }: JobEvent) {
        if (ENDS.includes(status)) statuses.delete(chunk);
        else statuses.set(chunk, status);
      },
    },
    waits,
    now() {
      const { records, source } = state;
      const jobs: Partial<Record<JobStep, number>> = {};
      for (const status of statuses.values()) jobs[status] = (jobs[status] ?? 0) + 1;
      const estimated = fraction ? Math.round(pulled / fraction) : undefined;
      const total = source.isRead ? source.to : estimated;
      return {
        records,
        pulled,
        ...(total !== undefined && { total }),
        ...(fraction !== undefined && { fraction }),
        recordsPerSecond: meter.rate(settledOf(records), elapsed()),
        jobs,
        waits: waits.list(),
      };
    },
  };
}

function settledOf({ skipped, loaded, rejected, unresolved }: RecordCounts): number {
  return skipped + loaded + rejected + unresolved;
}
