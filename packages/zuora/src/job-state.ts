import type { JobEnd, JobPhase } from '@rowferry/core';

/**
 * Zuora's words for the state of a job (docs/zuora-api.md, section 5). `open` is from an older revision of
 * the API. What `accepted` says of the file is not documented.
 */
const STATES: ReadonlyMap<string, JobState> = new Map<string, JobState>([
  ['pending', { phase: 'waiting' }],
  ['open', { phase: 'waiting' }],
  ['accepted', { phase: 'unknown' }],
  ['in_progress', { phase: 'working' }],
  ['completed', { phase: 'over', result: 'completed' }],
  ['failed', { phase: 'over', result: 'failed' }],
  ['cancelled', { phase: 'over', result: 'cancelled' }],
]);

interface JobState {
  readonly phase: JobPhase;
  readonly result?: JobEnd;
}

/** What a word of Zuora's says; a word that is not known says nothing. */
export function jobStateOf(status: string): JobState {
  return STATES.get(status) ?? { phase: 'unknown' };
}

/** Whether a word is one of Zuora's for the state of a job. */
export function isKnownStatus(status: string): boolean {
  return STATES.has(status);
}

/** The status with which Zuora lists jobs that wait for their file. */
export const WAITING = 'pending';
