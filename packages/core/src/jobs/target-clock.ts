/** The target's clock, known from the `Date` of its answers. */
export interface TargetClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** How far ahead of `now` the target's clock may be. */
  readonly slackMs: number;
  /** Sets the clock by the time in an answer, and by how long the exchange took. */
  set(answeredAt: number | undefined, tookMs: number): void;
}

/** Two clocks, and dates with and without milliseconds, are compared with this slack. */
export const SLACK_MS = 2_000;

/** A clock that follows our own until an answer sets it. */
export function targetClock(ours: () => number): TargetClock {
  let aheadMs = 0;
  let slackMs = SLACK_MS;
  return {
    now: () => ours() + aheadMs,
    get slackMs() {
      return slackMs;
    },
    set(answeredAt, tookMs) {
      if (answeredAt === undefined) return;
      // The time is from some moment of the exchange, so the target may be ahead by all of its duration.
      aheadMs = answeredAt - ours();
      slackMs = SLACK_MS + tookMs;
    },
  };
}
