/** The job waits for its file. An older revision of the API says `open`. */
const PENDING = ['pending', 'open'];
/** Our own status, for a job that the target no longer knows. */
export const VANISHED = 'vanished';
/** A list may lag, or ignore its filter. A job that once had one of these is no longer pending. */
const STARTED = ['in_progress', 'completed', 'failed', 'cancelled'];
const ENDED = ['completed', 'failed', 'cancelled', VANISHED];

/** Whether a job waits for its file. */
export function isPending(status: string): boolean {
  return PENDING.includes(status);
}

/** Whether a job may be waiting for its file; with an unknown status, it may. */
export function mayBePending(status: string): boolean {
  return !STARTED.includes(status);
}

/** Whether this is a final status. */
export function hasEnded(status: string): boolean {
  return ENDED.includes(status);
}

/** Whether a job has ended and did not complete. If such a job took no file, it stored nothing. */
export function endedWithoutCompleting(status: string): boolean {
  return hasEnded(status) && status !== 'completed';
}

/** Whether a job with this status may have stored rows. */
export function mayHaveStored(status: string): boolean {
  return !isPending(status) && status !== 'cancelled';
}
