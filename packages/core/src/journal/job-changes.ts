import type { JobEntry } from './job-entry.ts';
import type { OpenChunk, OpenCreate } from './open-chunk.ts';

/** Returns the chunk after an entry about its job. */
export function withJobEntry(open: OpenChunk, entry: JobEntry): OpenChunk {
  const { job } = open;
  switch (entry.type) {
    case 'created': {
      const { job: id, createdDate, createdById, requestId } = entry;
      const known = {
        ...(createdDate !== undefined && { createdDate }),
        ...(createdById !== undefined && { createdById }),
        ...(requestId !== undefined && { requestId }),
      };
      return { ...open, job: { id, ...known, mayBeTaken: false, isTaken: false } };
    }
    case 'uploading':
      return job === undefined
        ? open
        : { ...open, job: { ...job, mayBeTaken: true, sentAt: entry.at } };
    case 'upload-refused':
      return job === undefined ? open : { ...open, job: { ...job, mayBeTaken: entry.mayBeTaken } };
    case 'uploaded':
      return job === undefined ? open : { ...open, job: { ...job, isTaken: true } };
    case 'ended': {
      const { type: _, chunk: __, job: id, ...ended } = entry;
      return job === undefined ? open : { ...open, job: { ...job, ended: { id, ...ended } } };
    }
    case 'unused': {
      const { job: _, ...waiting } = open;
      return waiting;
    }
    default:
      return open;
  }
}

export function createsAfter(open: readonly OpenCreate[], entry: JobEntry): readonly OpenCreate[] {
  const { chunk } = entry;
  if (entry.type === 'creating') return [...open, { chunk, at: entry.at, slackMs: entry.slackMs }];
  if (entry.type === 'accounted') {
    return open.filter((one) => one.chunk !== chunk || one.at !== entry.at);
  }
  if (entry.type !== 'created' && entry.type !== 'uncreated') return open;
  const last = open.findLast((one) => one.chunk === chunk);
  return open.filter((one) => one !== last);
}
