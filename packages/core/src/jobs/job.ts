import { type Chunk, chunkPaths } from '../chunks/chunk.ts';
import { splitChunk } from '../chunks/split.ts';
import { RowferryError } from '../errors.ts';
import type { OpenChunk, OpenJob } from '../run/open-chunk.ts';
import type { Job } from '../target.ts';
import type { Refusal } from '../verdict.ts';
import { AT_THE_END, cancelOver, PENDING_STATUSES } from './cancel.ts';
import type { JobContext } from './context.ts';
import type { JobCreator } from './create.ts';
import type { EndedJob } from './ended-job.ts';
import type { Poller } from './poll.ts';
import { isServiceLimit } from './retry.ts';
import { ask, overWithout, type Uploaded, upload } from './upload.ts';

/** How a chunk, or a part of it, came out of its slot. */
export type Outcome =
  | { readonly chunk: Chunk; readonly job: EndedJob; readonly refused?: undefined }
  /** Its only row is too large for the target; nothing was stored. */
  | { readonly chunk: Chunk; readonly job: EndedJob; readonly refused: Refusal };

/** What the jobs of a run share. */
export interface Jobs {
  readonly creator: JobCreator;
  readonly poller: Poller;
  /** Jobs that were left when something failed: each is asked for once more before the run ends. */
  readonly givenUp: Set<string>;
  /** Tells that a file of this size was too large. */
  tooLarge(chunk: Chunk): void;
}

/**
 * Takes a chunk through its job, from wherever an earlier process left it: the caller holds a slot
 * for it until this is done.
 */
export async function* runChunk(
  { chunk, job }: OpenChunk,
  jobs: Jobs,
  context: JobContext,
): AsyncGenerator<Outcome> {
  const { attemptsMax } = context.jobs;
  let left = job;
  let last: Job | undefined;
  for (let tries = 1; tries <= attemptsMax; tries++) {
    const uploaded =
      left === undefined
        ? await uploadNew(chunk, jobs, context)
        : await continueJob(chunk, left, jobs, context);
    left = undefined;
    if (uploaded.fate === 'taken') {
      yield { chunk, job: await finish(chunk, uploaded.job, jobs, context) };
      return;
    }
    const { fate, job: over } = uploaded;
    last = over;
    await leave(chunk, over, fate === 'unused' ? over.status : 'cancelled', context);
    if (uploaded.fate === 'too-large') {
      yield* runHalves(chunk, uploaded, jobs, context);
      return;
    }
    if (isServiceLimit(over.error?.code)) {
      // One of the forms in which a tenant says that it is full: it costs no try.
      jobs.creator.tenantWasFull();
      tries--;
    }
  }
  throw new RowferryError(
    'JOB_REFUSED',
    `the target ended ${attemptsMax} jobs of chunk ${chunk.number} before they took its file; the last: ${last?.id}`,
  );
}

/** Creates a job for the chunk and uploads it, unless the run stops meanwhile. */
async function uploadNew(chunk: Chunk, jobs: Jobs, context: JobContext): Promise<Uploaded> {
  context.stopping.throwIfAborted();
  await tell(chunk, 'creating', undefined, context);
  const job = await jobs.creator.create(chunk);
  await context.journal.append(created(chunk, job)).catch(async (error: unknown) => {
    // Nobody else knows of it, not even a process that has taken the run over.
    await context.target.cancel(job.id, { signal: context.closing.signal }).catch(() => {});
    throw error;
  });
  try {
    await tell(chunk, 'uploading', job, context);
    context.stopping.throwIfAborted();
  } catch (error) {
    await giveBack(chunk, job, jobs, context);
    throw error;
  }
  return await upload(chunk, job, context, false).catch(orGiveUp(job, jobs));
}

/** Leaves no job waiting for a file that nobody will send. */
async function giveBack(chunk: Chunk, job: Job, jobs: Jobs, context: JobContext): Promise<void> {
  const over = await cancelOver(job, context, AT_THE_END).catch((failed: unknown) => {
    jobs.givenUp.add(job.id);
    if (!(failed instanceof RowferryError)) throw failed;
  });
  if (over !== undefined) await leave(chunk, job, over.status, context);
}

/** Goes on with a job that an earlier process left. */
async function continueJob(
  chunk: Chunk,
  left: OpenJob,
  jobs: Jobs,
  context: JobContext,
): Promise<Uploaded> {
  const { object, operation } = context.target;
  const known = { ...left, object, operation };
  if (left.isTaken) return { fate: 'taken', job: { ...known, status: 'in_progress' } };
  const job = await ask({ ...known, status: 'pending' }, context).catch(
    orGiveUp({ ...known, status: 'pending' }, jobs),
  );
  if (!PENDING_STATUSES.includes(job.status)) return overWithout(job, left.mayBeTaken);
  if (!context.stopping.aborted) {
    return await upload(chunk, job, context, left.mayBeTaken).catch(orGiveUp(job, jobs));
  }
  // Nothing new starts. A file that may still arrive leaves its job to a later resume.
  if (left.mayBeTaken && mayArrive(left, context)) throw context.stopping.reason;
  const over = await cancelOver(job, context, AT_THE_END).catch(orGiveUp(job, jobs));
  return overWithout(over ?? { ...job, status: 'vanished' }, false);
}

/** A try is sent soon after it was journaled; twice the time in which it arrives leaves room for that. */
function mayArrive({ sentAt }: OpenJob, { clock, jobs }: JobContext): boolean {
  const sinceMs = sentAt === undefined ? 0 : clock.now() - sentAt - clock.slackMs;
  return sinceMs < 2 * jobs.orphanGraceSeconds * 1000;
}

/** Waits for a job that took its file. */
async function finish(chunk: Chunk, job: Job, jobs: Jobs, context: JobContext): Promise<EndedJob> {
  const { journal, state } = context;
  if (!state.chunks.get(chunk.number)?.job?.isTaken) {
    await journal.append({ type: 'uploaded', chunk: chunk.number, job: job.id });
  }
  await tell(chunk, job.status, job, context);
  const last = await jobs.poller.wait(job).catch(orGiveUp(job, jobs));
  const ended = endedJob(last, context);
  await journal.append(ending(chunk, ended));
  await tell(chunk, ended.status, job, context);
  if (isServiceLimit(ended.error?.code)) jobs.creator.tenantWasFull();
  return ended;
}

/** A job that is over without having taken the file. */
async function leave(chunk: Chunk, job: Job, status: string, context: JobContext): Promise<void> {
  await context.journal.append({ type: 'unused', chunk: chunk.number, job: job.id, status });
  await tell(chunk, status, job, context);
}

/** Goes on with a chunk whose file was too large: as two, or as a row that is refused. */
async function* runHalves(
  chunk: Chunk,
  { job, error: { failure } }: Extract<Uploaded, { fate: 'too-large' }>,
  jobs: Jobs,
  context: JobContext,
): AsyncGenerator<Outcome> {
  const { chunksFolder, journal, world, state } = context;
  if (chunk.rows === 1) {
    const { apiCode: code, apiMessage: message } = failure;
    const refused = { ...(code !== undefined && { code }), ...(message && { message }) };
    const over = { ...job, status: 'cancelled' };
    yield { chunk, job: endedJob(over, context), refused };
    return;
  }
  jobs.tooLarge(chunk);
  const parts = await splitChunk(world.disk, chunksFolder, chunk, () => state.nextNumber());
  await journal.append({ type: 'split', chunk: chunk.number, into: parts });
  for (const path of Object.values(chunkPaths(chunksFolder, chunk.number))) {
    await world.disk.removeFile(path);
  }
  for (const part of parts) yield* runChunk({ chunk: part }, jobs, context);
}

/** It may wait for its file still, so it is asked for once more before the run ends. */
function orGiveUp(job: Job, jobs: Jobs): (error: unknown) => never {
  return (error) => {
    jobs.givenUp.add(job.id);
    throw error;
  };
}

function tell(
  { number, rows, bytes }: Chunk,
  status: string,
  job: Job | undefined,
  { hooks }: JobContext,
): Promise<void> {
  const known = job && { id: job.id, ...(job.requestId && { requestId: job.requestId }) };
  return hooks.job({ chunk: number, rows, bytes, status, ...known });
}

function created(chunk: Chunk, job: Job) {
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

/** The words of an error may quote a record, so the journal keeps its code alone. */
function ending(chunk: Chunk, { id, error, ...rest }: EndedJob) {
  const { code } = error ?? {};
  return {
    type: 'ended' as const,
    chunk: chunk.number,
    job: id,
    ...rest,
    ...(error !== undefined && { error: code === undefined ? {} : { code } }),
  };
}

function endedJob(job: Job, { clock }: JobContext): EndedJob {
  const { id, status, recordsProcessed, error, requestId, toldAt } = job;
  return {
    id,
    status,
    toldAt: (status === 'vanished' ? undefined : toldAt) ?? clock.now(),
    ...(recordsProcessed !== undefined && { recordsProcessed }),
    ...(error !== undefined && { error }),
    ...(requestId !== undefined && { requestId }),
  };
}
