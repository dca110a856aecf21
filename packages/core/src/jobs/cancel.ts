import { RowferryError, TargetError } from '../contract/errors.ts';
import { jobCommand } from '../contract/job-command.ts';
import type { Job } from '../contract/target.ts';
import type { AttemptOptions, JobContext } from './context.ts';

/** Waiting for a file; an older revision of the API says `open`. */
export const PENDING_STATUSES: readonly string[] = ['pending', 'open'];

/**
 * Cancels a pending job, and waits until it is seen in another state, which it gives, or gone. Where
 * the job took a file meanwhile, that state is not a cancelled one.
 */
export async function cancelOver(
  job: Pick<Job, 'id'>,
  { attempt, target, world, jobs, signal, migrationPath }: JobContext,
  patience?: AttemptOptions,
): Promise<Job | undefined> {
  const until = world.elapsed() + jobs.orphanGraceSeconds * 1000;
  for (let waitMs = 250; ; waitMs = Math.min(30_000, waitMs * 2)) {
    await attempt('cancel', (options) => target.cancel(job.id, options), patience).catch(
      ignoreRefusal,
    );
    const seen = await attempt('get', (options) => target.get(job.id, options), patience).catch(
      ignoreRefusal,
    );
    if (seen === undefined || !PENDING_STATUSES.includes(seen.status)) return seen;
    if (world.elapsed() >= until) throw stillPending(job.id, migrationPath);
    await world.sleep(waitMs, signal);
  }
}

/** A run that stops does not wait for a target that is not there. */
export const AT_THE_END: AttemptOptions = { unsentMax: 3 };

/** Cancels a job that was given up, should it be pending still, or again. */
export async function cancelIfPending(id: string, context: JobContext): Promise<void> {
  const { attempt, target } = context;
  const seen = await attempt('get', (options) => target.get(id, options), AT_THE_END).catch(
    ignoreRefusal,
  );
  if (seen === undefined || !PENDING_STATUSES.includes(seen.status)) return;
  await cancelOver(seen, context, AT_THE_END);
}

/** A refusal says that there is nothing to cancel, or nothing to see; a refused login says nothing. */
function ignoreRefusal(error: unknown): undefined {
  const isTold = error instanceof TargetError && error.failure.answer === 'refused';
  if (isTold && error.failure.status !== 401) return undefined;
  throw error;
}

function stillPending(id: string, migrationPath: string | undefined): RowferryError {
  return new RowferryError(
    'JOB_REFUSED',
    `job ${id} cannot be cancelled and holds a slot; try ${jobCommand('cancel', id, migrationPath)}`,
  );
}
