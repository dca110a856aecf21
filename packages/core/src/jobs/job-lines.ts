import type { Chunk } from '../chunks/chunk.ts';
import type { Job, JobError } from '../contract/job.ts';
import type { EndedJob } from '../journal/ended-job.ts';

/** The journal line of a job that was created. */
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

/**
 * The journal line of a job that has ended. The message of an error may quote a record, so it is not in the
 * journal.
 */
export function ending(chunk: Chunk, { id, error, ...rest }: EndedJob) {
  return {
    type: 'ended' as const,
    chunk: chunk.number,
    job: id,
    ...rest,
    ...(error !== undefined && { error: withoutMessage(error) }),
  };
}

function withoutMessage({ code, meaning }: JobError): JobError {
  return { ...(code !== undefined && { code }), meaning };
}
