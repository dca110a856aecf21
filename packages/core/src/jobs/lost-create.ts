import type { OpenCreate } from '../journal/open-chunk.ts';
import { SLACK_MS, type TargetClock } from './target-clock.ts';

/** A create without a reliable answer: it may have left a waiting job, which occupies a slot. */
export interface LostCreate {
  /** Its number among the creates of the run. */
  readonly number: number;
  readonly chunk: number;
  /** When it was journaled, by the target's clock. */
  readonly at: number;
  /** When it was sent, by `elapsed`, which does not jump. */
  readonly sentAt: number;
  /** How far the target's clock may have been ahead of `at`. */
  readonly slackMs: number;
  /**
   * Whether an earlier process sent it and knew its login. If it did not, that may be another login than any
   * that is known. `undefined`: this process sent it.
   */
  readonly isLoginKnown: boolean | undefined;
}

/** A create of an earlier process. It was sent soon after it was journaled. */
export function ofEarlierProcess(
  { number, chunk, at, slackMs, isLoginKnown }: OpenCreate,
  now: number,
  clock: TargetClock,
): LostCreate {
  const sinceMs = Math.max(0, clock.now() - at - slackMs - SLACK_MS);
  const sentAt = now - sinceMs;
  return { number, chunk, at, sentAt, slackMs: slackMs + SLACK_MS, isLoginKnown };
}

/** The key of a create, for targets whose jobs keep it. */
export function jobKey(runId: string, number: number): string {
  return `${runId}-${number}`;
}

/** Whether each job may have come from a lost create of its own other than `lost`. `jobs`: the creates that may have left it. */
export function mayBeAllOfOthers(
  jobs: readonly (readonly LostCreate[])[],
  lost: LostCreate,
): boolean {
  const taken = new Map<LostCreate, readonly LostCreate[]>();
  // A create that is taken is free again if its job may have come from another one.
  const place = (job: readonly LostCreate[], tried: Set<LostCreate>): boolean =>
    job.some((create) => {
      if (tried.has(create)) return false;
      tried.add(create);
      const holder = taken.get(create);
      if (holder !== undefined && !place(holder, tried)) return false;
      taken.set(create, job);
      return true;
    });
  return jobs.every((job) => place(job, new Set([lost])));
}
