import type { KnownPriorJob } from '../chunks/prior-job.ts';
import { at } from '../contract/assert.ts';
import type { FoundRecord, SystemFields } from '../contract/target.ts';
import { loginIdOf } from '../jobs/login-id.ts';
import { SLACK_MS } from '../jobs/target-clock.ts';

const SECOND_MS = 1000;

/** Where a record says who created it and when, and how far that clock is ahead of the answers' clock. */
export interface Dates extends Pick<SystemFields, 'createdBy' | 'createdAt'> {
  readonly aheadMs: number;
  /** How far off that may be. */
  readonly slackMs: number;
}

/**
 * Who created a record: one or more of the prior jobs, by index; another program; or it is not known.
 * The times of two prior jobs may both include the moment of creation.
 */
export type Creator = readonly number[] | 'other' | 'uncertain';

/**
 * Returns who created a found record. A prior job did if it has the same creator and the record was
 * created between the job's creation and its end. Two clocks may differ by two seconds. A job that is
 * gone was never seen to end: it may have created a record even after it was given up.
 */
export function creatorOf(
  found: FoundRecord,
  priorJobs: readonly KnownPriorJob[],
  { createdBy, createdAt, aheadMs, slackMs }: Dates,
): Creator {
  const creator = loginIdOf(textOf(found[createdBy]));
  const date = textOf(found[createdAt]) ?? '';
  const created = Date.parse(date);
  const known = priorJobs.filter((one) => one.createdBy !== undefined);
  if (creator === undefined || known.length < priorJobs.length) return 'uncertain';
  if (known.every((one) => loginIdOf(one.createdBy) !== creator)) return 'other';
  if (Number.isNaN(created)) return 'uncertain';
  const creators = [...priorJobs.keys()].filter((index) => {
    return isWithin(created, date, at(priorJobs, index, 'prior job'), aheadMs, 0);
  });
  if (creators.length > 0) return creators;
  const mayBe = priorJobs.some((one) =>
    isWithin(created, date, openEnded(one), aheadMs, Math.max(SLACK_MS, slackMs)),
  );
  return mayBe ? 'uncertain' : 'other';
}

function openEnded(one: KnownPriorJob): KnownPriorJob {
  return one.isGone ? { ...one, endedAt: Number.POSITIVE_INFINITY } : one;
}

/** Compares in the coarser of the precisions of the two times; both ends are included. */
function isWithin(
  created: number,
  date: string,
  one: KnownPriorJob,
  aheadMs: number,
  slackMs: number,
): boolean {
  const { createdAt = '', endedAt } = one;
  const from = Date.parse(createdAt);
  if (Number.isNaN(from)) return slackMs > 0;
  const precision = Math.max(precisionOf(date), precisionOf(createdAt));
  const isAfter = Math.floor(created / precision) >= Math.floor((from - slackMs) / precision);
  // The end comes from a header without milliseconds.
  const end = Math.floor((endedAt + aheadMs + slackMs) / SECOND_MS);
  return isAfter && Math.floor(created / SECOND_MS) <= end;
}

function precisionOf(date: string): number {
  return /:\d\d\.\d/.test(date) ? 1 : SECOND_MS;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
