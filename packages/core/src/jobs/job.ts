import { type Chunk, chunkPaths } from '../chunks/chunk.ts';
import { splitChunk } from '../chunks/split.ts';
import { RowferryError } from '../errors.ts';
import type { Counter } from '../run/tally.ts';
import type { Job } from '../target.ts';
import type { Refusal } from '../verdict.ts';
import { cancelOver } from './cancel.ts';
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
  /** Ids that answered 404 for too long; each is asked for once more before the run ends. */
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
  const { journal, hooks, stopping } = context;
  const tell = (status: string, job?: { id: string; requestId?: string }) =>
    hooks.job({ chunk: chunk.number, rows: chunk.rows, bytes: chunk.bytes, status, ...job });
  for (let tries = 1; tries <= context.jobs.attemptsMax; tries++) {
    await tell('creating');
    const job = await jobs.creator.create(chunk);
    await journal.append(created(chunk, job));
    jobs.tally.created();
    const known = { id: job.id, ...(job.requestId && { requestId: job.requestId }) };
    try {
      await tell('uploading', known);
      stopping.throwIfAborted();
    } catch (error) {
      await cancelOver(job, context);
      await journal.append(unused(chunk, job.id, 'cancelled'));
      jobs.tally.ended('cancelled');
      throw error;
    }
    const uploaded = await upload(chunk, job, context);
    if (uploaded.fate === 'taken') {
      await journal.append({ type: 'uploaded', chunk: chunk.number, job: job.id });
      jobs.tally.uploaded(chunk.bytes);
      await tell(uploaded.job.status, known);
      const ended = endedJob(await jobs.poller.wait(uploaded.job), context.world.now());
      await journal.append(ending(chunk, ended));
      jobs.tally.ended(ended.status);
      await tell(ended.status, known);
      if (isServiceLimit(ended.error?.code)) jobs.creator.tenantWasFull();
      if (ended.status === 'vanished') jobs.givenUp.add(job.id);
      yield { chunk, job: ended };
      return;
    }
    const status = uploaded.fate === 'unused' ? uploaded.job.status : 'cancelled';
    await journal.append(unused(chunk, job.id, status));
    jobs.tally.ended(status);
    await tell(status, known);
    if (uploaded.fate === 'unused') {
      if (status === 'vanished') jobs.givenUp.add(job.id);
      if (isServiceLimit(uploaded.job.error?.code)) {
        // One of the forms in which a tenant says that it is full: it costs no try.
        jobs.creator.tenantWasFull();
        tries--;
      }
      continue;
    }
    const { apiCode: code, apiMessage: message } = uploaded.error.failure;
    if (chunk.rows === 1) {
      const refused = { ...(code !== undefined && { code }), ...(message && { message }) };
      yield { chunk, job: endedJob({ ...job, status }, context.world.now()), refused };
      return;
    }
    jobs.tooLarge(chunk);
    const { disk } = context.world;
    const parts = await splitChunk(disk, context.chunksFolder, chunk, jobs.nextNumber);
    await journal.append({ type: 'split', chunk: chunk.number, into: parts });
    for (const path of Object.values(chunkPaths(context.chunksFolder, chunk.number))) {
      await disk.removeFile(path);
    }
    for (const part of parts) yield* runChunk(part, jobs, context);
    return;
  }
  throw new RowferryError(
    'JOB_REFUSED',
    `the target ended ${context.jobs.attemptsMax} jobs of chunk ${chunk.number} before they took its file`,
  );
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

function unused(chunk: Chunk, job: string, status: string) {
  return { type: 'unused' as const, chunk: chunk.number, job, status };
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
