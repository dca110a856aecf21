import type { Chunk } from '../chunks/chunk.ts';
import { RowferryError, TargetError } from '../contract/errors.ts';
import type { Job, UploadFile } from '../contract/target.ts';
import { AT_THE_END, cancelOver, PENDING_STATUSES } from './cancel.ts';
import { exhausted, type JobContext } from './context.ts';
import { isTooLarge, retryBudget, retryDelayMs } from './retry.ts';

/** What became of a chunk's upload to one job. */
export type Uploaded =
  /** The job took the file, or must be taken to have done so. */
  | { readonly fate: 'taken'; readonly job: Job }
  /** The job is over or gone, and stored nothing: the chunk needs another. */
  | { readonly fate: 'unused'; readonly job: Job }
  /** Refused for its size, and the job is over. */
  | { readonly fate: 'too-large'; readonly job: Job; readonly error: TargetError };

const OVER_STATUSES = ['failed', 'cancelled'];

/**
 * Uploads a chunk byte for byte. One job takes one file, so the job's id is the idempotency key:
 * when an answer is lost, the job's status tells whether the file was taken. `mayBeTakenBefore`: an
 * earlier process may have had its file taken.
 */
export async function upload(
  chunk: Chunk,
  job: Job,
  context: JobContext,
  mayBeTakenBefore: boolean,
): Promise<Uploaded> {
  const { world, target, jobs, journal, signal, clock } = context;
  const file = uploadFile(chunk, context);
  const budget = retryBudget(world.elapsed, jobs.attemptsMax, jobs.retryDeadlineSeconds);
  const line = { chunk: chunk.number, job: job.id };
  let wasUnauthorized = false;
  let mayBeTaken = mayBeTakenBefore;
  for (let tries = 1; ; tries++) {
    await journal.append({ type: 'uploading', ...line, at: clock.now() });
    let error: TargetError;
    let isSent = false;
    const begun = () => {
      isSent = true;
    };
    try {
      return { fate: 'taken', job: await target.upload(job.id, file(begun), { signal }) };
    } catch (thrown) {
      if (!(isSent || thrown instanceof TargetError)) {
        // So its job can be cancelled; what was thrown is the error to tell.
        await journal.append({ type: 'upload-refused', ...line, mayBeTaken }).catch(() => {});
      }
      signal.throwIfAborted();
      if (!(thrown instanceof TargetError)) throw thrown;
      error = thrown;
    }
    const { failure, category } = error;
    if (failure.answer === 'lost') mayBeTaken = true;
    else await journal.append({ type: 'upload-refused', ...line, mayBeTaken });
    const seen = failure.answer === 'unsent' ? job : await ask(job, context);
    if (!PENDING_STATUSES.includes(seen.status)) return overWithout(seen, mayBeTaken);
    if (isTooLarge(failure)) {
      // An earlier try may arrive until the job is seen over.
      const over = await cancelOver(job, context);
      const isTaken = mayBeTaken || !(over === undefined || OVER_STATUSES.includes(over.status));
      if (!isTaken) return { fate: 'too-large', job, error };
      return { fate: 'taken', job: over ?? { ...job, status: 'vanished' } };
    }
    const chance = world.random();
    const facts = { failure, category, tries, wasUnauthorized, isSafe: true, chance };
    const delayMs = retryDelayMs(facts);
    if (delayMs === undefined || !budget.allows(failure, delayMs)) {
      const end = delayMs === undefined ? refused(chunk, error) : exhausted('upload', tries, error);
      await giveSlotBack(job, context);
      throw end;
    }
    wasUnauthorized = failure.status === 401;
    await world.sleep(delayMs, signal);
  }
}

/** What a job that is not pending any more became of. */
export function overWithout(seen: Job, mayBeTaken: boolean): Uploaded {
  const isUnused = !mayBeTaken && [...OVER_STATUSES, 'vanished'].includes(seen.status);
  return { fate: isUnused ? 'unused' : 'taken', job: seen };
}

/** The job as it is; `vanished` when it answered 404 for as long as a request may be on its way. */
export async function ask(job: Job, context: JobContext): Promise<Job> {
  const { world, target, jobs, attempt, signal } = context;
  const until = world.elapsed() + jobs.orphanGraceSeconds * 1000;
  for (let waitMs = 250; ; waitMs = Math.min(30_000, waitMs * 2)) {
    try {
      return await attempt('get', (options) => target.get(job.id, options));
    } catch (error) {
      if (!(error instanceof TargetError && error.failure.status === 404)) throw error;
      if (world.elapsed() >= until) return { ...job, status: 'vanished' };
    }
    await world.sleep(waitMs, signal);
  }
}

/** Leaves no slot occupied when the run stops; what stops it is told first, whatever comes of this. */
async function giveSlotBack(job: Job, context: JobContext): Promise<void> {
  try {
    await cancelOver(job, context, AT_THE_END);
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof RowferryError)) throw error;
  }
}

function refused(chunk: Chunk, error: TargetError): RowferryError {
  const message = `the target refuses the file of chunk ${chunk.number}: ${error.message}`;
  return new RowferryError('UPLOAD_REFUSED', message, { cause: error });
}

/** The chunk's file; `begun` is called before any of it is given to be sent. */
function uploadFile(chunk: Chunk, { chunks }: JobContext): (begun: () => void) => UploadFile {
  const { csv } = chunks.paths(chunk.number);
  return (begun) => ({
    sizeBytes: chunk.bytes,
    async *open() {
      for await (const block of chunks.disk.readBlocks(csv)) {
        begun();
        yield block;
      }
    },
  });
}
