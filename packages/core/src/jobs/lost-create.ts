import type { OpenCreate } from '../journal/open-chunk.ts';
import { SLACK_MS, type TargetClock } from './target-clock.ts';

/** A create without a reliable answer: it may have left a pending job, which occupies a slot. */
export interface LostCreate {
  readonly chunk: number;
  /** When it was journaled, by the target's clock. */
  readonly at: number;
  /** When it was sent, by `elapsed`, which does not jump. */
  readonly sentAt: number;
  /** How far the target's clock may have been ahead of `at`. */
  readonly slackMs: number;
}

/** A create of an earlier process. It was sent soon after it was journaled. */
export function recovered(
  { chunk, at, slackMs }: OpenCreate,
  now: number,
  clock: TargetClock,
): LostCreate {
  const sinceMs = Math.max(0, clock.now() - at - slackMs - SLACK_MS);
  return { chunk, at, sentAt: now - sinceMs, slackMs: slackMs + SLACK_MS };
}
