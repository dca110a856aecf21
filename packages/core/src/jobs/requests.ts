import type { RowferryError } from '../contract/errors.ts';
import type { JobSettings } from '../contract/job-options.ts';
import type { WaitReason } from '../contract/progress.ts';
import type { RequestOptions, Target } from '../contract/target.ts';
import { TargetError } from '../contract/target-error.ts';
import type { World } from '../host/world.ts';
import type { Waits } from '../journal/waits.ts';
import { attemptBudget, exhausted } from './attempt-budget.ts';
import { nextAttemptMs } from './backoff.ts';
import { racedTarget } from './raced-target.ts';
import type { RequestQuota } from './request-quota.ts';
import type { TargetClock } from './target-clock.ts';

/** Requests to the target, tried again by one policy until a signal ends them. */
export interface Requests {
  /** Its requests end when their signal aborts, even if the target itself ignores the signal. */
  readonly target: Target;
  /** Ends the request that is on its way, and the wait for the next attempt. */
  readonly signal: AbortSignal;
  /**
   * Sends a request until it is answered. Rejects with the last `TargetError` if another attempt would not
   * help, with `RETRIES_EXHAUSTED` if it might have helped, and with the reason of the signal.
   */
  send<T>(name: string, request: Request<T>, attempts?: Attempts<T>): Promise<T>;
  /** Waits; rejects with the reason of `until`, which by default is the signal. */
  sleep(ms: number, until?: AbortSignal): Promise<void>;
  /** Waits for something that progress names; rejects with the reason of `until`. */
  wait(reason: WaitReason, ms: number, until: AbortSignal): Promise<void>;
  /** Milliseconds, by a clock that does not jump. */
  elapsed(): number;
  /** Waits until the quota allows another job; rejects with the reason of `until`, or with `QUOTA_SPENT`. */
  admit(until: AbortSignal): Promise<void>;
  /** The run's part of the requests that the target allows; absent outside of a run. */
  readonly quota: RequestQuota | undefined;
}

/** What the requests of a run do in addition. */
export interface RequestParts {
  /** Rejects if another process has taken over the run; called before each attempt. */
  readonly check?: () => Promise<void>;
  /** Is set by every answer that has a time. */
  readonly clock?: TargetClock;
  /** Shows what the requests wait for. */
  readonly waits?: Waits;
  /** Is passed on with every request. */
  readonly runId?: string;
  /** Counts every request. */
  readonly quota?: RequestQuota;
}

export function requestsTo(
  target: Target,
  { attemptsMax, retryDeadlineSeconds }: Pick<JobSettings, 'attemptsMax' | 'retryDeadlineSeconds'>,
  world: Pick<World, 'elapsed' | 'sleep' | 'random'>,
  signal: AbortSignal,
  parts: RequestParts = {},
): Requests {
  const { check = async () => {}, clock, quota } = parts;
  const wait = waiter(world, parts.waits);
  const admit = async (until: AbortSignal) => {
    await quota?.admit((ms) => wait('quota', ms, until));
  };
  const send = async <T>(
    name: string,
    request: Request<T>,
    attempts: Attempts<T> = {},
  ): Promise<T> => {
    const { isSafe = true, unsentMax, waits = signal, onFailure } = attempts;
    const { onEnd = async (end) => end } = attempts;
    const newBudget = () =>
      attemptBudget(world.elapsed, attemptsMax, retryDeadlineSeconds, unsentMax);
    let budget = newBudget();
    let wasLoginRefused = false;
    for (let count = 1; ; count++) {
      let error: TargetError;
      let answered = clock?.exchange();
      try {
        await check();
        answered = clock?.exchange();
        const answer = await request({ signal });
        answered?.(timeOf(answer));
        return answer;
      } catch (thrown) {
        signal.throwIfAborted();
        if (!(thrown instanceof TargetError)) throw thrown;
        error = thrown;
        answered?.(error.failure.answeredAt);
      }
      const after = await onFailure?.(error);
      if (after !== undefined && 'result' in after) return after.result;
      if (after !== undefined) {
        await wait(after.waitsFor, after.restartInMs, waits);
        [budget, wasLoginRefused, count] = [newBudget(), false, 0];
        continue;
      }
      const { failure } = error;
      const facts = { failure, attempts: count, wasLoginRefused, isSafe };
      const delayMs = nextAttemptMs({ ...facts, chance: world.random() });
      if (delayMs === undefined) throw await onEnd(error);
      if (!budget.allows(failure, delayMs)) throw await onEnd(exhausted(name, count, error));
      wasLoginRefused = failure.answer === 'refused' && failure.meaning === 'login';
      await wait(failure.meaning === 'rate' ? 'rate' : 'target', delayMs, waits);
    }
  };
  return {
    target: racedTarget(target, { runId: parts.runId, onQuota: quota?.answered }),
    quota,
    admit,
    signal,
    send,
    wait,
    sleep: (ms, until = signal) => world.sleep(ms, until),
    elapsed: world.elapsed,
  };
}

/** Waits, and shows for what. */
function waiter(world: Pick<World, 'sleep'>, shown: Waits | undefined): Requests['wait'] {
  return async (reason, ms, until) => {
    const end = shown?.begin(reason, ms);
    try {
      await world.sleep(ms, until);
    } finally {
      end?.();
    }
  };
}

/** The time in an answer, if it has one. */
function timeOf(answer: unknown): number | undefined {
  if (typeof answer !== 'object' || answer === null || !('answeredAt' in answer)) return undefined;
  return typeof answer.answeredAt === 'number' ? answer.answeredAt : undefined;
}

export type Request<T> = (options: RequestOptions) => Promise<T>;

/** What differs from the defaults for the attempts of one request. */
export interface Attempts<T> {
  /** Whether sending the request twice does no harm. Default: true. */
  readonly isSafe?: boolean;
  /** How many attempts may fail to reach the target. Default: as many as there is time for. */
  readonly unsentMax?: number;
  /** Ends the waits between attempts, but not the request. Default: the signal of the requests. */
  readonly waits?: AbortSignal;
  /** Is called for each failure, before the policy decides. */
  readonly onFailure?: (error: TargetError) => Promise<AfterFailure<T>>;
  /** Turns the error that ends the attempts into the error to reject with. */
  readonly onEnd?: (error: TargetError | RowferryError) => Promise<Error>;
}

/** What follows a failure: a result, a fresh start after a wait, or (`undefined`) what the policy decides. */
export type AfterFailure<T> =
  | { readonly result: T }
  | { readonly restartInMs: number; readonly waitsFor: WaitReason }
  | undefined;
