import type { Chunk } from '../chunks/chunk.ts';
import type { ChunkStore } from '../chunks/store.ts';
import { cleanUpAfter } from '../contract/cleanup.ts';
import { RowferryError } from '../contract/errors.ts';
import type { Job } from '../contract/job.ts';
import { endedWithoutCompleting, isWaiting, vanished } from '../contract/job-phase.ts';
import { isMissing, isRefusal, TargetError, type TargetFailure } from '../contract/target-error.ts';
import type { Journal } from '../journal/journal.ts';
import { askAgain } from './ask-again.ts';
import { AT_THE_END, type Canceller } from './cancel.ts';
import type { AfterFailure, Requests } from './requests.ts';
import type { TargetClock } from './target-clock.ts';
import { uploadFile } from './upload-file.ts';

/** Uploads the files of chunks to their jobs. */
export interface Uploader {
  /**
   * Uploads a chunk byte for byte. One job takes one file, so the job's id is the idempotency key:
   * when an answer is lost, the job's status shows whether the file was taken. `mayBeTakenBefore`: the
   * job may have taken the file from an earlier process.
   */
  upload(chunk: Chunk, job: Job, mayBeTakenBefore: boolean): Promise<Uploaded>;
  /** The current job; `vanished` if it was missing for as long as a request may be on its way. */
  ask(job: Job): Promise<Job>;
}

/** What an uploader needs. */
export interface UploaderParts {
  readonly requests: Requests;
  readonly store: ChunkStore;
  readonly journal: Journal;
  readonly clock: TargetClock;
  readonly canceller: Canceller;
  /** How long a request may still arrive after it was sent. */
  readonly orphanGraceSeconds: number;
}

export function uploader(parts: UploaderParts): Uploader {
  const { requests, store, journal, clock, canceller, orphanGraceSeconds } = parts;
  const { target, signal } = requests;
  const ask = async (job: Job): Promise<Job> => {
    const found = await askAgain(requests, orphanGraceSeconds, () =>
      requests
        .send('get', (options) => target.get(job.id, options))
        .catch((error: unknown) => {
          if (!isMissing(error)) throw error;
          return undefined;
        }),
    );
    return found ?? vanished(job);
  };
  const upload = (chunk: Chunk, job: Job, mayBeTakenBefore: boolean): Promise<Uploaded> => {
    const line = { chunk: chunk.number, job: job.id };
    let mayBeTaken = mayBeTakenBefore;
    const send = async (): Promise<Uploaded> => {
      await journal.append({ type: 'uploading', ...line, at: clock.now() });
      let isSent = false;
      const file = uploadFile(store, chunk, () => {
        isSent = true;
      });
      try {
        return { fate: 'taken', job: await target.upload(job.id, file, { signal }) };
      } catch (error) {
        if (!(isSent || error instanceof TargetError)) {
          // Nothing was sent, so the job can be cancelled.
          await cleanUpAfter(error, () =>
            journal.append({ type: 'upload-refused', ...line, mayBeTaken }),
          );
        }
        throw error;
      }
    };
    const onFailure = async (error: TargetError): Promise<AfterFailure<Uploaded>> => {
      const { failure } = error;
      if (failure.answer === 'lost') mayBeTaken = true;
      else await journal.append({ type: 'upload-refused', ...line, mayBeTaken });
      const seen = failure.answer === 'unsent' ? job : await ask(job);
      if (!isWaiting(seen)) return { result: uploadedTo(seen, mayBeTaken) };
      if (!mayBeSize(failure)) return undefined;
      // An earlier attempt may still arrive until the job is seen to have ended.
      const over = await canceller.cancel(job.id);
      const isTaken = mayBeTaken || !(over === undefined || endedWithoutCompleting(over));
      if (!isTaken) return { result: { fate: 'refused', job, error } };
      return { result: { fate: 'taken', job: over ?? vanished(job) } };
    };
    const onEnd = async (end: Error) => {
      const error = isRefusal(end) ? refusedFile(chunk, end) : end;
      await cleanUpAfter(error, async () => void (await canceller.cancel(job.id, AT_THE_END)));
      return error;
    };
    return requests.send('upload', send, { onFailure, onEnd });
  };
  return { upload, ask };
}

/** A refusal that the target does not explain may be about the size of the file. */
function mayBeSize({ answer, meaning }: TargetFailure): boolean {
  return answer === 'refused' && (meaning === 'too-large' || meaning === 'other');
}

/** The error for a file that the target refuses for another reason than its size. */
export function refusedFile(chunk: Chunk, error: TargetError): RowferryError {
  const message = `the target refuses the file of chunk ${chunk.number}: ${error.message}`;
  return new RowferryError('UPLOAD_REFUSED', message, { cause: error });
}

/** The result of uploading a chunk to one job. */
export type Uploaded =
  /** The job took the file, or must be assumed to have taken it. */
  | { readonly fate: 'taken'; readonly job: Job }
  /** The job has ended or is gone, and stored nothing: the chunk needs another job. */
  | { readonly fate: 'unused'; readonly job: Job }
  /** The file was refused, for its size or without an explanation, and the job has ended. */
  | { readonly fate: 'refused'; readonly job: Job; readonly error: TargetError };

/** The result of an upload whose job no longer waits for its file. */
export function uploadedTo(seen: Job, mayBeTaken: boolean): Uploaded {
  const isUnused = !mayBeTaken && endedWithoutCompleting(seen);
  return { fate: isUnused ? 'unused' : 'taken', job: seen };
}
