import type { ChunkStore } from '../chunks/store.ts';
import { RowferryError, TargetError } from '../contract/errors.ts';
import type { JobSettings } from '../contract/job-options.ts';
import type { Definition, RequestOptions, Target } from '../contract/target.ts';
import type { Hooks } from '../hooks.ts';
import type { World } from '../host/world.ts';
import type { Journal } from '../journal/journal.ts';
import type { Remedy } from './recovery.ts';
import { retryBudget, retryDelayMs } from './retry.ts';
import type { TargetClock } from './target-clock.ts';

/** What every stage behind the chunks works with. */
export interface JobContext {
  readonly world: World;
  readonly target: Target;
  readonly jobs: JobSettings;
  readonly journal: Journal;
  readonly hooks: Hooks;
  /** Absent where the target cannot or will not tell it. */
  readonly definition: Definition | undefined;
  /** The column that the migration names as its key. */
  readonly key: string | undefined;
  /** How rows in doubt are settled; absent where nothing can settle them. */
  readonly remedy: Remedy | undefined;
  /** Which of these jobs are of this run. */
  ownJobs(ids: ReadonlySet<string>): Promise<ReadonlySet<string>>;
  readonly chunks: ChunkStore;
  /** The file that the run was started from, if any. */
  readonly migrationPath: string | undefined;
  readonly clock: TargetClock;
  /** Aborts when nothing new may start. */
  readonly stopping: AbortSignal;
  /** Aborts when nothing at all may go on, but that slots are given back. */
  readonly signal: AbortSignal;
  /** Sends a request under the retry policy. */
  readonly attempt: Attempt;
  /** The same two for giving slots back, which goes on for a while when the disk fails. */
  readonly closing: Pick<JobContext, 'signal' | 'attempt'>;
  /** Keeps down how many chunks are held in memory for merging. */
  readonly merging: <T>(work: () => Promise<T>) => Promise<T>;
}

export interface AttemptOptions {
  /** Whether sending the request twice does no harm. Default: true. */
  readonly isSafe?: boolean;
  /** Tries that find nobody there. Default: as many as there is time for. */
  readonly unsentMax?: number;
  /** Ends the waiting between tries. Default: the run's `signal`. */
  readonly signal?: AbortSignal;
}

export type Attempt = <T>(
  name: string,
  send: (options: RequestOptions) => Promise<T>,
  options?: AttemptOptions,
) => Promise<T>;

/**
 * Binds the retry policy; `check` rejects where another process has taken the run over, and is asked
 * before each try. What it throws in the end is the last `TargetError`, or
 * `RETRIES_EXHAUSTED` where another try might have helped.
 */
export function attemptIn(
  world: World,
  jobs: JobSettings,
  signal: AbortSignal,
  check: () => Promise<void> = async () => {},
): Attempt {
  return async (name, send, options = {}) => {
    const { isSafe = true, unsentMax, signal: waiting = signal } = options;
    const { attemptsMax, retryDeadlineSeconds } = jobs;
    const budget = retryBudget(world.elapsed, attemptsMax, retryDeadlineSeconds, unsentMax);
    let wasUnauthorized = false;
    for (let tries = 1; ; tries++) {
      try {
        await check();
        return await send({ signal });
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof TargetError)) throw error;
        const { failure, category } = error;
        const chance = world.random();
        const facts = { failure, category, tries, wasUnauthorized, isSafe, chance };
        const delayMs = retryDelayMs(facts);
        if (delayMs === undefined) throw error;
        if (!budget.allows(failure, delayMs)) throw exhausted(name, tries, error);
        wasUnauthorized = failure.status === 401;
        await world.sleep(delayMs, waiting);
      }
    }
  };
}

/** The end of a budget, told as what was tried last. */
export function exhausted(name: string, tries: number, error: TargetError): RowferryError {
  const message = `${name} did not succeed in ${tries} tries; the last: ${error.message}`;
  return new RowferryError('RETRIES_EXHAUSTED', message, { cause: error });
}
