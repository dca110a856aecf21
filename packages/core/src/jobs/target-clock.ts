import type { World } from '../host/world.ts';
import type { DatesAhead } from '../journal/job-entry.ts';

/** The two clocks of the target: the one of its answers, and the one of its dates. */
export interface TargetClock {
  /** Milliseconds since 1970, by the time in the target's answers. */
  now(): number;
  /** How far ahead of `now` that clock may be. */
  readonly slackMs: number;
  /** How far the clock that dates jobs and records is ahead of `now`. */
  readonly dates: DatesAhead;
  /** Whether this machine may have slept since the last answer that set it. Then `now` is wrong. */
  readonly mayBeBehind: boolean;
  /** Begins an exchange; returns what sets the clock by the time in its answer. */
  exchange(): (answeredAt: number | undefined) => void;
  /** Compares the two clocks by a job that was just created. */
  compare(createdAt: string | undefined, answeredAt: number | undefined, tookMs: number): void;
}

/** Two clocks, and dates with and without milliseconds, are compared with this slack. */
export const SLACK_MS = 2_000;
/** How far apart the two clocks may be before they were compared. */
const UNCOMPARED_MS = 60_000;
/** The time in an answer may be cut to the second, and so may a date. */
const SECOND_MS = 1_000;

/** A clock that follows our own, sleep and all, until an answer sets it. `known`: as an earlier process found. */
export function targetClock(
  { now, elapsed }: Pick<World, 'now' | 'elapsed'>,
  known: DatesAhead = { aheadMs: 0, slackMs: UNCOMPARED_MS },
): TargetClock {
  const startedAt = now() - elapsed();
  const ours = () => startedAt + elapsed();
  let aheadMs = 0;
  let slackMs = SLACK_MS;
  let isSet = false;
  let hasMissedOne = false;
  let setAt = startedAt;
  let dates = known;
  /** How long it slept, but for a constant: while a machine sleeps, `elapsed` stops, and its clock does not. */
  const sleptMs = () => now() - elapsed();
  const set = (answeredAt: number, tookMs: number) => {
    // The time is from some moment of the exchange, so the target may be ahead by all of its duration.
    const seenMs = answeredAt - ours();
    const isSharper = SLACK_MS + tookMs <= slackMs;
    const isApart = seenMs > aheadMs + slackMs || seenMs + tookMs + SECOND_MS < aheadMs;
    setAt = sleptMs();
    if (isSet && !isSharper && !isApart) return;
    isSet = true;
    aheadMs = seenMs;
    slackMs = SLACK_MS + tookMs;
  };
  return {
    now: () => (isSet ? ours() + aheadMs : now()),
    get slackMs() {
      return slackMs;
    },
    get dates() {
      return dates;
    },
    get mayBeBehind() {
      return (isSet || hasMissedOne) && Math.abs(sleptMs() - setAt) > SLACK_MS;
    },
    exchange() {
      const sentAt = elapsed();
      const sleptBefore = sleptMs();
      return (answeredAt) => {
        // The answer may have come before this machine slept, and be read after it.
        const hasSlept = Math.abs(sleptMs() - sleptBefore) > SLACK_MS;
        if (answeredAt === undefined) return;
        if (hasSlept) hasMissedOne = true;
        else set(answeredAt, elapsed() - sentAt);
      };
    },
    compare(createdAt = '', answeredAt, tookMs) {
      const created = Date.parse(createdAt);
      if (Number.isNaN(created) || answeredAt === undefined) return;
      // The job was created at some moment of the exchange.
      const seenMs = created - answeredAt;
      dates = narrowed(dates, seenMs - SECOND_MS, seenMs + tookMs + SECOND_MS);
    },
  };
}

/** What is known after another comparison. One that contradicts the earlier ones shows that a clock was set. */
function narrowed({ aheadMs, slackMs }: DatesAhead, from: number, to: number): DatesAhead {
  const low = Math.max(aheadMs - slackMs, from);
  const high = Math.min(aheadMs + slackMs, to);
  const [least, most] = low <= high ? [low, high] : [from, to];
  // Two clocks that may agree are taken to agree.
  const ahead = least <= 0 && most >= 0 ? 0 : Math.round((least + most) / 2);
  return { aheadMs: ahead, slackMs: Math.max(most - ahead, ahead - least) };
}
