import type { Job } from './job.ts';

type State = Pick<Job, 'phase' | 'result'>;

/** Whether a job waits for its file. */
export function isWaiting({ phase }: State): boolean {
  return phase === 'waiting';
}

/** Whether a job may wait for its file, as far as the target's word says. */
export function mayBeWaiting({ phase }: State): boolean {
  return phase === 'waiting' || phase === 'unknown';
}

export function isOver({ phase }: State): boolean {
  return phase === 'over';
}

/** Whether a job has ended and did not complete. If such a job took no file, it stored nothing. */
export function endedWithoutCompleting({ phase, result }: State): boolean {
  return phase === 'over' && result !== 'completed';
}

/** Whether a job may have stored rows. */
export function mayHaveStored({ phase, result }: State): boolean {
  return phase !== 'waiting' && result !== 'cancelled';
}

/** The job as core sees it once it has been missing for too long. */
export function vanished(job: Job): Job {
  return { ...job, phase: 'over', result: 'vanished' };
}
