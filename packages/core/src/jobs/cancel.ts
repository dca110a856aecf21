import { RowferryError } from '../contract/errors.ts';
import type { Job } from '../contract/job.ts';
import { isWaiting } from '../contract/job-phase.ts';
import { isMissing, isRefusal, undefinedIfRefused } from '../contract/target-error.ts';
import { askAgain } from './ask-again.ts';
import type { Attempts, Requests } from './requests.ts';

/** Cancels jobs that wait for a file and occupy a slot. */
export interface Canceller {
  /**
   * Cancels a job that waits for its file. Resolves with the job once it no longer waits, or with `undefined` once
   * it is gone. If the job took a file in the meantime, its result is not `cancelled`.
   */
  cancel(id: string, limit?: AttemptLimit): Promise<Job | undefined>;
  /** Cancels a job that was given up, if it waits for its file. */
  cancelIfWaiting(id: string): Promise<void>;
}

type AttemptLimit = Pick<Attempts<unknown>, 'unsentMax'>;

/** A run that stops does not wait for a target that cannot be reached. */
export const AT_THE_END: AttemptLimit = { unsentMax: 3 };

/** `orphanGraceSeconds` is how long a request may still arrive after it was sent. */
export function canceller(requests: Requests, orphanGraceSeconds: number): Canceller {
  const { target } = requests;
  /** The job; `missing` if it is not there, `refused` if the target says nothing of it. */
  const look = (id: string, limit?: AttemptLimit): Promise<Job | 'missing' | 'refused'> =>
    requests
      .send('get', (options) => target.get(id, options), limit)
      .catch((error: unknown) => {
        if (!isRefusal(error)) throw error;
        return isMissing(error) ? 'missing' : 'refused';
      });
  const cancel = async (id: string, limit?: AttemptLimit) => {
    let isGone = false;
    const cancelled = await askAgain(requests, orphanGraceSeconds, async () => {
      // A refusal may mean that there is nothing to cancel: the job shows it.
      await requests
        .send('cancel', (options) => target.cancel(id, options), limit)
        .catch(undefinedIfRefused);
      const seen = await look(id, limit);
      isGone = seen === 'missing';
      return typeof seen === 'string' || isWaiting(seen) ? undefined : seen;
    });
    // A job that is missing may only be late, so it is gone once it has been missing for the grace.
    if (cancelled === undefined && !isGone) throw stillWaiting(id);
    return cancelled;
  };
  return {
    cancel,
    async cancelIfWaiting(id) {
      const seen = await look(id, AT_THE_END);
      if (typeof seen !== 'string' && isWaiting(seen)) await cancel(id, AT_THE_END);
    },
  };
}

function stillWaiting(id: string): RowferryError {
  return new RowferryError(
    'JOB_REFUSED',
    `job ${id} could not be cancelled and still occupies a slot; cancel it`,
    { jobs: [id] },
  );
}
