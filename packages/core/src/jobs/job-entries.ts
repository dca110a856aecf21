import type { Chunk } from '../chunks/chunk.ts';
import type { Job } from '../contract/job.ts';
import type { EndedJob } from '../journal/ended-job.ts';

export function created(chunk: Chunk, job: Job) {
  const { id, createdDate, createdById, requestId } = job;
  return {
    type: 'created' as const,
    chunk: chunk.number,
    job: id,
    ...(createdDate !== undefined && { createdDate }),
    ...(createdById !== undefined && { createdById }),
    ...(requestId !== undefined && { requestId }),
  };
}

/** An error message may quote a record, so the journal keeps only the code. */
export function ending(chunk: Chunk, { id, error, ...rest }: EndedJob) {
  const { code } = error ?? {};
  return {
    type: 'ended' as const,
    chunk: chunk.number,
    job: id,
    ...rest,
    ...(error !== undefined && { error: code === undefined ? {} : { code } }),
  };
}
