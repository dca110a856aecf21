import type { Job } from '@rowferry/core';

/** A job of a made-up target in the state that a word of Zuora's names. */
export function jobState(status: string): Pick<Job, 'status' | 'phase' | 'result'> {
  switch (status) {
    case 'pending':
      return { status, phase: 'waiting' };
    case 'in_progress':
      return { status, phase: 'working' };
    case 'completed':
    case 'failed':
    case 'cancelled':
      return { status, phase: 'over', result: status };
    default:
      return { status, phase: 'unknown' };
  }
}
