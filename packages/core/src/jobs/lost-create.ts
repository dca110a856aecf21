import { RowferryError } from '../contract/errors.ts';
import type { Job } from '../contract/job.ts';
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

const SHARED =
  'another program seems to use the same login; cancel the job that no other program created, then resume';
const UNANSWERED =
  'no create of this run was ever answered, so its login is not known; cancel those that no other ' +
  'program created, then resume';

export function unclear(candidates: readonly Job[], creator: string | undefined): RowferryError {
  const why = creator === undefined ? UNANSWERED : SHARED;
  const ids = candidates.map((job) => job.id).join(', ');
  return new RowferryError(
    'CREATE_LOST',
    `a create gave no reliable answer, and it cannot be known which of these pending jobs it created: ${ids}; ${why}`,
  );
}
