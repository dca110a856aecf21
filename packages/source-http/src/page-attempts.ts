import type { World } from '@rowferry/core';
import { type FailedAttempt, sourceFailed, sourceUnreachable } from './failure.ts';

const BASE_MS = 500;
const CAP_MS = 30_000;
/** The shortest wait: a server that always asks for none would otherwise be asked endlessly. */
const ASKED_MS_MIN = 1000;
/** Quotas that a read can use up are renewed within an hour. */
const ASKED_MS_MAX = 3_600_000;

/** Clock and randomness, as in core's `World`. */
export type Clock = Pick<World, 'now' | 'sleep' | 'random'>;

/** How often, and for how long, a page is tried without progress. */
export interface AttemptLimits {
  readonly attemptsMax: number;
  readonly retryDeadlineMs: number;
}

/** The attempts of one page. */
export interface PageAttempts {
  /** Records progress: earlier failures no longer count. */
  progressed(): void;
  /** Waits until the page may be tried again. Rejects with `SOURCE_FAILED` if that would not help, and with
   * `SOURCE_UNREACHABLE` if it may help later. */
  waitAfter(failed: FailedAttempt, signal: AbortSignal): Promise<void>;
}

/** `name` is the page's name in messages. */
export function pageAttempts(name: string, limits: AttemptLimits, clock: Clock): PageAttempts {
  let attempts = 0;
  let counted = 0;
  let deadline: number | undefined;
  let askedMs = 0;
  return {
    progressed() {
      attempts = 0;
      counted = 0;
      deadline = undefined;
      askedMs = 0;
    },
    async waitAfter(failed, signal) {
      const { isTemporary, retryAfterMs, advice } = failed.facts;
      const head = `${name} ${failed.message}`;
      if (!isTemporary)
        throw sourceFailed(`${head}; ${advice ?? 'look at the answer'}`, failed.cause);
      attempts += 1;
      if (retryAfterMs === undefined) counted += 1;
      deadline ??= clock.now() + limits.retryDeadlineMs;
      // Waits that the server asks for do not count towards the deadline, up to an hour in total.
      if (retryAfterMs !== undefined && askedMs + retryAfterMs <= ASKED_MS_MAX) {
        askedMs += retryAfterMs;
        deadline += retryAfterMs;
      }
      const delayMs = retryDelayMs(retryAfterMs, attempts, clock.random());
      const isLate = clock.now() + delayMs > deadline;
      if (counted >= limits.attemptsMax || isLate) {
        const asked =
          retryAfterMs === undefined ? '' : ` and can be asked again in ${delayMs / 1000} s`;
        const times = attempts === 1 ? 'once' : `${attempts} times`;
        throw sourceUnreachable(
          `${head}${asked}; it was tried ${times}: check the server, then resume`,
          failed.cause,
        );
      }
      await clock.sleep(delayMs, signal);
    },
  };
}

/** Milliseconds to wait: what the server asks for, or full-jitter backoff. `chance` is below 1. */
export function retryDelayMs(
  retryAfterMs: number | undefined,
  attempts: number,
  chance: number,
): number {
  if (retryAfterMs !== undefined) return Math.max(ASKED_MS_MIN, retryAfterMs);
  return chance * Math.min(CAP_MS, BASE_MS * 2 ** (attempts - 1));
}
