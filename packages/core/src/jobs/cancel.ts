import { isRefusal, RowferryError } from '../contract/errors.ts';
import { jobCommand } from '../contract/job-command.ts';
import { isPending } from '../contract/job-status.ts';
import type { Job } from '../contract/target.ts';
import type { Requests, Tries } from './requests.ts';

/** Cancels jobs that wait for a file and hold a slot. */
export interface Canceller {
  /**
   * Cancels a pending job, and waits until it is seen in another state, which it gives, or gone. Where
   * the job took a file meanwhile, that state is not a cancelled one.
   */
  cancel(id: string, patience?: Patience): Promise<Job | undefined>;
  /** Cancels a job that was given up, should it be pending still, or again. */
  cancelIfPending(id: string): Promise<void>;
}

type Patience = Pick<Tries<unknown>, 'unsentMax'>;

/** A run that stops does not wait for a target that is not there. */
export const AT_THE_END: Patience = { unsentMax: 3 };

/** `graceSeconds` is how long a request that was sent may still arrive. */
export function canceller(
  requests: Requests,
  graceSeconds: number,
  migrationPath: string | undefined,
): Canceller {
  const { target } = requests;
  const get = (id: string, patience?: Patience) =>
    requests.send('get', (options) => target.get(id, options), patience).catch(ignoreRefusal);
  const cancel = async (id: string, patience?: Patience) => {
    const until = requests.elapsed() + graceSeconds * 1000;
    for (let waitMs = 250; ; waitMs = Math.min(30_000, waitMs * 2)) {
      await requests
        .send('cancel', (options) => target.cancel(id, options), patience)
        .catch(ignoreRefusal);
      const seen = await get(id, patience);
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

/** A refusal says that there is nothing to cancel, or nothing to see. */
function ignoreRefusal(error: unknown): undefined {
  if (!isRefusal(error)) throw error;
}

function stillPending(id: string, migrationPath: string | undefined): RowferryError {
  return new RowferryError(
    'JOB_REFUSED',
    `job ${id} cannot be cancelled and holds a slot; try ${jobCommand('cancel', id, migrationPath)}`,
  );
}
