import type { PriorJob } from '../chunks/prior-job.ts';
import type { RowHistory, RowRecord } from '../chunks/row-records.ts';
import type { Refusal } from '../contract/verdict.ts';
import type { EndedJob } from '../journal/ended-job.ts';
import type { OpenJob } from '../journal/open-chunk.ts';

export function withHistory(
  { prefix, history }: RowRecord,
  numbers: readonly number[],
  errors: readonly Refusal[] | undefined,
): RowRecord {
  const rows: RowHistory['rows'] = [...(history?.rows ?? []), ...numbers];
  return { prefix, history: { rows, ...(errors !== undefined && { errors }) } };
}

/** A job that has ended, as a prior job of its rows. */
export function priorJobOf({ id, endedAt }: EndedJob, job: OpenJob): PriorJob {
  return {
    job: id,
    endedAt,
    ...(job.createdDate !== undefined && { createdDate: job.createdDate }),
    ...(job.createdById !== undefined && { createdById: job.createdById }),
  };
}
