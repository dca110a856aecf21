import type { JobEntry } from './job-entry.ts';
import type { OpenChunk, OpenCreate } from './open-chunk.ts';

/** Returns the chunk after an entry about its job. */
export function withJobEntry(open: OpenChunk, entry: JobEntry): OpenChunk {
  const { job } = open;
  switch (entry.type) {
    case 'created': {
      const { job: id, createdAt, createdBy, requestId } = entry;
      const known = {
        ...(createdAt !== undefined && { createdAt }),
        ...(createdBy !== undefined && { createdBy }),
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

/** The creates without a reliable answer after an entry; `number` is the number of the last create. */
export function createsAfter(
  open: readonly OpenCreate[],
  entry: JobEntry,
  number: number,
): readonly OpenCreate[] {
  const { chunk } = entry;
  if (entry.type === 'creating') {
    const { at, slackMs, isLoginKnown } = entry;
    return [...open, { number, chunk, at, slackMs, isLoginKnown }];
  }
  if (entry.type === 'create-lost') {
    const { slackMs } = entry;
    return open.map((one) => (isSameCreate(one, entry) ? { ...one, slackMs } : one));
  }
  if (entry.type === 'accounted') {
    return open.filter((one) => !isSameCreate(one, entry));
  }
  if (entry.type !== 'created' && entry.type !== 'uncreated') return open;
  const last = open.findLast((one) => one.chunk === chunk);
  return open.filter((one) => one !== last);
}

type Create = Pick<OpenCreate, 'chunk' | 'at'> & { readonly number?: number };

function isSameCreate(one: OpenCreate, { chunk, number = one.number, at }: Create): boolean {
  return one.chunk === chunk && one.number === number && one.at === at;
}
