import type { Chunk } from '../chunks/chunk.ts';
import type { Job, JobError } from '../contract/job.ts';
import type { EndedJob } from '../journal/ended-job.ts';
import type { DatesAhead, JobEntry } from '../journal/job-entry.ts';

/** The journal line of a job that was created. */
export function created(chunk: Chunk, job: Job, dates: DatesAhead): JobEntry {
  const { id, createdAt, createdBy, requestId } = job;
  return {
    type: 'created',
    chunk: chunk.number,
    job: id,
    ...(createdAt !== undefined && { createdAt }),
    ...(createdBy !== undefined && { createdBy }),
    dates,
    ...(requestId !== undefined && { requestId }),
  };
}

/**
 * The journal line of a job that has ended. The message of an error may quote a record, so it is not in the
 * journal.
 */
export function ending(chunk: Chunk, { id, error, ...rest }: EndedJob): JobEntry {
  return {
    type: 'ended',
    chunk: chunk.number,
    job: id,
    ...rest,
    ...(error !== undefined && { error: withoutMessage(error) }),
  };
}

function withoutMessage({ code, meaning }: JobError): JobError {
  return { ...(code !== undefined && { code }), meaning };
}
