import type { Chunk } from '../chunks/chunk.ts';
import { splitChunk } from '../chunks/split.ts';
import type { ChunkStore } from '../chunks/store.ts';
import { cleanUpAfter } from '../contract/cleanup.ts';
import { RowferryError } from '../contract/errors.ts';
import type { Job, JobEnd, JobStep } from '../contract/job.ts';
import { isWaiting, vanished } from '../contract/job-phase.ts';
import type { Refusal } from '../contract/verdict.ts';
import type { Hooks } from '../hooks.ts';
import type { EndedJob } from '../journal/ended-job.ts';
import type { Journal } from '../journal/journal.ts';
import type { OpenChunk, OpenJob } from '../journal/open-chunk.ts';
import { AT_THE_END, type Canceller } from './cancel.ts';
import type { JobCreator } from './create.ts';
import { created, ending } from './job-lines.ts';
import type { Poller } from './poll.ts';
import type { TargetClock } from './target-clock.ts';
import { refusedFile, type Uploaded, type Uploader, uploadedTo } from './upload.ts';

/** The result of a chunk, or of a part of it, when it leaves its slot. */
export type Outcome =
  | { readonly chunk: Chunk; readonly job: EndedJob; readonly refused?: undefined }
  /** The chunk's only row is too large for the target; nothing was stored. */
  | { readonly chunk: Chunk; readonly job: EndedJob; readonly refused: Refusal };

/** What a `JobRunner` needs. */
export interface RunnerParts {
  readonly creator: JobCreator;
  readonly uploader: Uploader;
  readonly poller: Poller;
  readonly canceller: Canceller;
  readonly store: ChunkStore;
  readonly journal: Journal;
  readonly hooks: Hooks;
  readonly clock: TargetClock;
  /** Aborts when nothing new may start. */
  readonly soft: AbortSignal;
  /** Waits until the quota allows another job. */
  readonly admit: () => Promise<void>;
  /** The object and operation of every job. */
  readonly kind: Pick<Job, 'object' | 'operation'>;
  /** How many jobs of a chunk may end before one takes its file. */
  readonly attemptsMax: number;
  /** How long a request may still arrive after it was sent. */
  readonly orphanGraceSeconds: number;
  /** Cancels a job that is not in the journal, so that nothing else would cancel it. */
  readonly cancelUnjournaled: (id: string) => Promise<void>;
  /** Is called with a chunk whose file was too large. */
  readonly tooLarge: (chunk: Chunk) => void;
}

/** Takes chunks through their jobs. */
export class JobRunner {
  /** Jobs that were left when something failed. Each is checked once more before the run ends. */
  readonly givenUp: Set<string> = new Set();
  readonly #parts: RunnerParts;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /**
   * Takes a chunk through its job, from where an earlier process left it. The caller keeps a slot for it
   * until this ends.
   */
  run(open: OpenChunk): AsyncGenerator<Outcome> {
    return this.#run(open, false);
  }

  /** `isHalf`: the chunk is half of one that was refused without an explanation. */
  async *#run({ chunk, job }: OpenChunk, isHalf: boolean): AsyncGenerator<Outcome> {
    const { attemptsMax, creator } = this.#parts;
    let left = job;
    let last: Job | undefined;
    for (let attempts = 1; attempts <= attemptsMax; attempts++) {
      const uploaded =
        left === undefined ? await this.#uploadNew(chunk) : await this.#continue(chunk, left);
      left = undefined;
      if (uploaded.fate === 'taken') {
        yield { chunk, job: await this.#finish(chunk, uploaded.job) };
        return;
      }
      const { fate, job: over } = uploaded;
      last = over;
      await this.#leave(chunk, over, fate === 'unused' ? endOf(over) : 'cancelled');
      if (uploaded.fate === 'refused') {
        yield* this.#runHalves(chunk, uploaded, isHalf);
        return;
      }
      // This is one way in which a tenant says that it is full. While it is, that costs no attempt.
      if (over.error?.meaning !== 'full') continue;
      creator.delayNext();
      if (await creator.isTenantFull()) attempts--;
    }
    throw new RowferryError(
      'JOB_REFUSED',
      `the target ended ${attemptsMax} jobs of chunk ${chunk.number} before they took its file; the last: ${last?.id}`,
    );
  }

  /** Creates a job for the chunk and uploads it, unless the run stops in the meantime. */
  async #uploadNew(chunk: Chunk): Promise<Uploaded> {
    const { creator, journal, clock, soft, uploader, cancelUnjournaled } = this.#parts;
    soft.throwIfAborted();
    await this.#parts.admit();
    await this.#notify(chunk, 'creating');
    const job = await creator.create(chunk);
    await journal.append(created(chunk, job, clock.dates)).catch(async (error: unknown) => {
      // Nothing else knows this job, not even a process that has taken over the run.
      await cleanUpAfter(error, () => cancelUnjournaled(job.id));
      throw error;
    });
    try {
      await this.#notify(chunk, 'uploading', job);
      soft.throwIfAborted();
    } catch (error) {
      await this.#giveBack(chunk, job);
      throw error;
    }
    return await this.#orGiveUp(job.id, uploader.upload(chunk, job, false));
  }

  /** Cancels a job whose file will not be sent. */
  async #giveBack(chunk: Chunk, job: Job): Promise<void> {
    try {
      const over = await this.#parts.canceller.cancel(job.id, AT_THE_END);
      await this.#leave(chunk, job, endOf(over ?? vanished(job)));
    } catch (error) {
      this.givenUp.add(job.id);
      if (!(error instanceof RowferryError)) throw error;
    }
  }

  /** Continues a job that an earlier process left. */
  async #continue(chunk: Chunk, left: OpenJob): Promise<Uploaded> {
    const { uploader, canceller, kind, soft } = this.#parts;
    const known = { ...left, ...kind, status: '' };
    if (left.isTaken) return { fate: 'taken', job: { ...known, phase: 'working' } };
    const job = await this.#orGiveUp(left.id, uploader.ask({ ...known, phase: 'waiting' }));
    if (!isWaiting(job)) return uploadedTo(job, left.mayBeTaken);
    if (!soft.aborted) {
      return await this.#orGiveUp(job.id, uploader.upload(chunk, job, left.mayBeTaken));
    }
    // Nothing new may start. If the file may still arrive, the job is left to a later resume.
    if (left.mayBeTaken && this.#mayArrive(left)) throw soft.reason;
    const over = await this.#orGiveUp(job.id, canceller.cancel(job.id, AT_THE_END));
    return uploadedTo(over ?? vanished(job), false);
  }

  /**
   * Whether the last attempt may still arrive. It was sent soon after it was journaled, so twice the time in
   * which a request may arrive is allowed.
   */
  #mayArrive({ sentAt }: OpenJob): boolean {
    const { clock, orphanGraceSeconds } = this.#parts;
    const sinceMs = sentAt === undefined ? 0 : clock.now() - sentAt - clock.slackMs;
    return sinceMs < 2 * orphanGraceSeconds * 1000;
  }

  /** Waits for a job that took its file. */
  async #finish(chunk: Chunk, job: Job): Promise<EndedJob> {
    const { journal, poller, creator } = this.#parts;
    if (!journal.state.chunks.get(chunk.number)?.job?.isTaken) {
      await journal.append({ type: 'uploaded', chunk: chunk.number, job: job.id });
    }
    await this.#notify(chunk, job.result ?? 'working', job);
    const ended = this.#ended(await this.#orGiveUp(job.id, poller.wait(job, chunk.rows)));
    await journal.append(ending(chunk, ended));
    await this.#notify(chunk, ended.result, job);
    if (ended.error?.meaning === 'full') creator.delayNext();
    return ended;
  }

  /** Journals that a job ended without taking the file. */
  async #leave(chunk: Chunk, job: Job, result: JobEnd): Promise<void> {
    const { journal } = this.#parts;
    await journal.append({ type: 'unused', chunk: chunk.number, job: job.id, result });
    await this.#notify(chunk, result, job);
  }

  /**
   * Continues with a chunk whose file was refused for its size: as two halves, or as a single row that is
   * refused. If the refusal explains nothing, it is tried once whether half of the file is taken. If not,
   * the size was not the reason: the run stops, and nothing is decided about the records.
   */
  async *#runHalves(
    chunk: Chunk,
    { job, error }: Extract<Uploaded, { fate: 'refused' }>,
    isHalf: boolean,
  ): AsyncGenerator<Outcome> {
    const { store, journal, tooLarge } = this.#parts;
    const { meaning, apiCode: code, apiMessage: message } = error.failure;
    const isExplained = meaning === 'too-large';
    if (!isExplained && (isHalf || chunk.rows === 1)) throw refusedFile(chunk, error);
    if (chunk.rows === 1) {
      const refused = { ...(code !== undefined && { code }), ...(message && { message }) };
      yield { chunk, job: this.#ended({ ...job, phase: 'over', result: 'cancelled' }), refused };
      return;
    }
    if (isExplained) tooLarge(chunk);
    const [first, second] = await splitChunk(store, chunk);
    await journal.append({ type: 'split', chunk: chunk.number, into: [first, second] });
    for (const path of Object.values(store.paths(chunk.number))) await store.disk.removeFile(path);
    yield* this.#run({ chunk: first }, !isExplained);
    if (!isExplained) tooLarge(chunk);
    yield* this.#run({ chunk: second }, false);
  }

  /** Waits for work on a job. If that fails, the job may still wait for its file, and counts as given up. */
  async #orGiveUp<T>(id: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      this.givenUp.add(id);
      throw error;
    }
  }

  #notify({ number, rows, bytes }: Chunk, status: JobStep, job?: Job): Promise<void> {
    const known = job && { id: job.id, ...(job.requestId && { requestId: job.requestId }) };
    return this.#parts.hooks.job({ chunk: number, rows, bytes, status, ...known });
  }

  #ended(job: Job): EndedJob {
    const { clock } = this.#parts;
    const { id, recordsProcessed, error, requestId, answeredAt } = job;
    const result = endOf(job);
    return {
      id,
      result,
      endedAt: (result === 'vanished' ? undefined : answeredAt) ?? clock.now(),
      ...(recordsProcessed !== undefined && { recordsProcessed }),
      ...(error !== undefined && { error }),
      ...(requestId !== undefined && { requestId }),
    };
  }
}

/** How a job that is over ended. One that does not say so did not complete. */
function endOf({ result = 'failed' }: Job): JobEnd {
  return result;
}
