import type { World } from '@rowferry/core';
import { type FailedTry, sourceFailed } from './failure.ts';

const BASE_MS = 500;
const CAP_MS = 30_000;
/** A server that asks for no pause at all would be asked without end. */
const ASKED_MS_MIN = 1000;
/** A quota that a read can use up lasts an hour. */
const ASKED_MS_MAX = 3_600_000;

/** The clock and chance, as core's `World` has them. */
export type Clock = Pick<World, 'now' | 'sleep' | 'random'>;

/** How often, and for how long, a page is tried without getting further. */
export interface Patience {
  readonly attemptsMax: number;
  readonly retryDeadlineMs: number;
}

/** The tries of one page. */
export interface PageTries {
  /** The page got further: what failed before no longer counts. */
  progressed(): void;
  /** Waits until the page may be tried again; rejects with `SOURCE_FAILED` where it may not. */
  waitAfter(failed: FailedTry, signal: AbortSignal): Promise<void>;
}

/** `name` is what messages call the page. */
export function pageTries(name: string, patience: Patience, clock: Clock): PageTries {
  let tries = 0;
  let counted = 0;
  let deadline: number | undefined;
  let askedMs = 0;
  return {
    progressed() {
      tries = 0;
      counted = 0;
      deadline = undefined;
      askedMs = 0;
    },
    async waitAfter(failed, signal) {
      const { isPassing, retryAfterMs, advice } = failed.facts;
      const head = `${name} ${failed.message}`;
      if (!isPassing)
        throw sourceFailed(`${head}; ${advice ?? 'look at the answer'}`, failed.cause);
      tries += 1;
      if (retryAfterMs === undefined) counted += 1;
      deadline ??= clock.now() + patience.retryDeadlineMs;
      // What the server asks for spends no time, up to an hour in all.
      if (retryAfterMs !== undefined && askedMs + retryAfterMs <= ASKED_MS_MAX) {
        askedMs += retryAfterMs;
        deadline += retryAfterMs;
      }
      const delayMs = retryDelayMs(retryAfterMs, tries, clock.random());
      const isLate = clock.now() + delayMs > deadline;
      if (counted >= patience.attemptsMax || isLate) {
        const asked =
          retryAfterMs === undefined ? '' : `, to be asked again in ${delayMs / 1000} s`;
        const times = tries === 1 ? 'once' : `${tries} times`;
        throw sourceFailed(
          `${head}${asked}; it was tried ${times}: look at the server, then resume`,
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
  tries: number,
  chance: number,
): number {
  if (retryAfterMs !== undefined) return Math.max(ASKED_MS_MIN, retryAfterMs);
  return chance * Math.min(CAP_MS, BASE_MS * 2 ** (tries - 1));
}
