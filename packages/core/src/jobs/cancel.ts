import { RowferryError } from '../contract/errors.ts';
import type { Job } from '../contract/job.ts';
import { jobCommand } from '../contract/job-command.ts';
import { isPending } from '../contract/job-status.ts';
import { isRefusal } from '../contract/target-error.ts';
import type { Requests, Tries } from './requests.ts';

/** Cancels jobs that wait for a file and occupy a slot. */
export interface Canceller {
  /**
   * Cancels a pending job. Resolves with the job once it is no longer pending, or with `undefined` once
   * it is gone. If the job took a file in the meantime, its status is not `cancelled`.
   */
  cancel(id: string, limit?: TryLimit): Promise<Job | undefined>;
  /** Cancels a job that was given up, if it is still pending or pending again. */
  cancelIfPending(id: string): Promise<void>;
}

type TryLimit = Pick<Tries<unknown>, 'unsentMax'>;

/** A run that stops does not wait for a target that cannot be reached. */
export const AT_THE_END: TryLimit = { unsentMax: 3 };

/** `graceSeconds` is how long a request may still arrive after it was sent. */
export function canceller(
  requests: Requests,
  graceSeconds: number,
  migrationPath: string | undefined,
): Canceller {
  const { target } = requests;
  const get = (id: string, limit?: TryLimit) =>
    requests.send('get', (options) => target.get(id, options), limit).catch(ignoreRefusal);
  const cancel = async (id: string, limit?: TryLimit) => {
    const until = requests.elapsed() + graceSeconds * 1000;
    for (let waitMs = 250; ; waitMs = Math.min(30_000, waitMs * 2)) {
      await requests
        .send('cancel', (options) => target.cancel(id, options), limit)
        .catch(ignoreRefusal);
      const seen = await get(id, limit);
      if (seen === undefined || !isPending(seen.status)) return seen;
      if (requests.elapsed() >= until) throw stillPending(id, migrationPath);
      await requests.sleep(waitMs);
    }
  };
  return {
    cancel,
    async cancelIfPending(id) {
      const seen = await get(id, AT_THE_END);
      if (seen !== undefined && isPending(seen.status)) await cancel(id, AT_THE_END);
    },
  };
}

/** A refusal means that there is nothing to cancel, or that the job cannot be read. */
function ignoreRefusal(error: unknown): undefined {
  if (!isRefusal(error)) throw error;
}

function stillPending(id: string, migrationPath: string | undefined): RowferryError {
  return new RowferryError(
    'JOB_REFUSED',
    `job ${id} could not be cancelled and still occupies a slot; try ${jobCommand('cancel', id, migrationPath)}`,
  );
}
