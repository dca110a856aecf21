import { type Chunk, chunkPaths } from '../chunks/chunk.ts';
import { splitChunk } from '../chunks/split.ts';
import { RowferryError, type TargetError } from '../errors.ts';
import type { Counter } from '../run/tally.ts';
import type { Job } from '../target.ts';
import type { Refusal } from '../verdict.ts';
import { AT_THE_END, cancelOver } from './cancel.ts';
import type { JobContext } from './context.ts';
import type { JobCreator } from './create.ts';
import type { Poller } from './poll.ts';
import { isServiceLimit } from './retry.ts';
import { upload } from './upload.ts';

/** A job that took a chunk's file and is over. */
export interface EndedJob {
  readonly id: string;
  /** `completed`, `failed`, `cancelled` or `vanished`. */
  readonly status: string;
  readonly recordsProcessed?: number;
  readonly error?: Job['error'];
  /** When it was seen over, in milliseconds since 1970. */
  readonly endedAt: number;
  readonly requestId?: string;
}

/** How a chunk, or a part of it, came out of its slot. */
export type Outcome =
  | { readonly chunk: Chunk; readonly job: EndedJob; readonly refused?: undefined }
  /** Its only row is too large for the target; nothing was stored. */
  | { readonly chunk: Chunk; readonly job: EndedJob; readonly refused: Refusal };

/** What the jobs of a run share. */
export interface Jobs {
  readonly creator: JobCreator;
  readonly poller: Poller;
  readonly tally: Pick<Counter, 'created' | 'uploaded' | 'ended'>;
  /** The number of the next chunk. */
  nextNumber(): number;
  /**
   * Jobs that answered 404 for too long, or were left when something failed: each is asked for once
   * more before the run ends.
   */
  readonly givenUp: Set<string>;
  /** Tells that a file of this size was too large. */
  tooLarge(chunk: Chunk): void;
}

/** Takes a chunk through its job: the caller holds a slot for it until this is done. */
export async function* runChunk(
  chunk: Chunk,
  jobs: Jobs,
  context: JobContext,
): AsyncGenerator<Outcome> {
  const { attemptsMax } = context.jobs;
  for (let tries = 1; tries <= attemptsMax; tries++) {
    const job = await begin(chunk, jobs, context);
    const uploaded = await upload(chunk, job, context).catch(orGiveUp(job, jobs));
    if (uploaded.fate === 'taken') {
      yield { chunk, job: await finish(chunk, uploaded.job, jobs, context) };
      return;
    }
    const status = uploaded.fate === 'unused' ? uploaded.job.status : 'cancelled';
    await leave(chunk, job, status, jobs, context);
    if (uploaded.fate === 'too-large') {
      yield* runHalves(chunk, job, uploaded.error, jobs, context);
      return;
    }
    if (status === 'vanished') jobs.givenUp.add(job.id);
    if (isServiceLimit(uploaded.job.error?.code)) {
      // One of the forms in which a tenant says that it is full: it costs no try.
      jobs.creator.tenantWasFull();
      tries--;
    }
  }
  throw new RowferryError(
    'JOB_REFUSED',
    `the target ended ${attemptsMax} jobs of chunk ${chunk.number} before they took its file`,
  );
}

/** A pending job for the chunk, unless the run stops meanwhile. */
async function begin(chunk: Chunk, jobs: Jobs, context: JobContext): Promise<Job> {
  await tell(chunk, 'creating', undefined, context);
  const job = await jobs.creator.create(chunk);
  await context.journal.append(created(chunk, job));
  jobs.tally.created();
  try {
    await tell(chunk, 'uploading', job, context);
    context.stopping.throwIfAborted();
  } catch (error) {
    const over = await cancelOver(job, context, AT_THE_END).catch((failed: unknown) => {
      jobs.givenUp.add(job.id);
      if (!(failed instanceof RowferryError)) throw failed;
    });
    if (over !== undefined) await leave(chunk, job, over.status, jobs, context);
    throw error;
  }
  return job;
}

/** Waits for a job that took its file. */
async function finish(chunk: Chunk, job: Job, jobs: Jobs, context: JobContext): Promise<EndedJob> {
  await context.journal.append({ type: 'uploaded', chunk: chunk.number, job: job.id });
  jobs.tally.uploaded(chunk.bytes);
  await tell(chunk, job.status, job, context);
  const last = await jobs.poller.wait(job).catch(orGiveUp(job, jobs));
  const ended = endedJob(last, context.world.now());
  await context.journal.append(ending(chunk, ended));
  jobs.tally.ended(ended.status);
  await tell(chunk, ended.status, job, context);
  if (isServiceLimit(ended.error?.code)) jobs.creator.tenantWasFull();
  if (ended.status === 'vanished') jobs.givenUp.add(job.id);
  return ended;
}

/** A job that is over without having taken the file. */
async function leave(
  chunk: Chunk,
  job: Job,
  status: string,
  jobs: Jobs,
  context: JobContext,
): Promise<void> {
  const { journal } = context;
  await journal.append({ type: 'unused', chunk: chunk.number, job: job.id, status });
  jobs.tally.ended(status);
  await tell(chunk, status, job, context);
}

/** Goes on with a chunk whose file was too large: as two, or as a row that is refused. */
async function* runHalves(
  chunk: Chunk,
  job: Job,
  { failure }: TargetError,
  jobs: Jobs,
  context: JobContext,
): AsyncGenerator<Outcome> {
  const { chunksFolder, journal, world } = context;
  if (chunk.rows === 1) {
    const { apiCode: code, apiMessage: message } = failure;
    const refused = { ...(code !== undefined && { code }), ...(message && { message }) };
    yield { chunk, job: endedJob({ ...job, status: 'cancelled' }, world.now()), refused };
    return;
  }
  jobs.tooLarge(chunk);
  const parts = await splitChunk(world.disk, chunksFolder, chunk, jobs.nextNumber);
  await journal.append({ type: 'split', chunk: chunk.number, into: parts });
  for (const path of Object.values(chunkPaths(chunksFolder, chunk.number))) {
    await world.disk.removeFile(path);
  }
  for (const part of parts) yield* runChunk(part, jobs, context);
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

function ending(chunk: Chunk, { id, endedAt, status, recordsProcessed }: EndedJob) {
  return {
    type: 'ended' as const,
    chunk: chunk.number,
    job: id,
    status,
    endedAt,
    ...(recordsProcessed !== undefined && { recordsProcessed }),
  };
}

function endedJob(job: Job, endedAt: number): EndedJob {
  const { id, status, recordsProcessed, error, requestId } = job;
  return {
    id,
    status,
    endedAt,
    ...(recordsProcessed !== undefined && { recordsProcessed }),
    ...(error !== undefined && { error }),
    ...(requestId !== undefined && { requestId }),
  };
}
