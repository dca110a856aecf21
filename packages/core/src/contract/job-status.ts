/** Waiting for a file; an older revision of the API says `open`. */
const PENDING = ['pending', 'open'];
/** Our own word, for a job that the target knows no more. */
export const VANISHED = 'vanished';
/** A list may lag, or not filter; a job that was seen with one of these is not pending any more. */
const BEGUN = ['in_progress', 'completed', 'failed', 'cancelled'];
const OVER = ['completed', 'failed', 'cancelled', VANISHED];

/** Whether a job waits for its file. */
export function isPending(status: string): boolean {
  return PENDING.includes(status);
}

/** Whether a job may wait for its file, whatever an unknown word means. */
export function mayBePending(status: string): boolean {
  return !BEGUN.includes(status);
}

/** Whether this is a job's last status. */
export function isOver(status: string): boolean {
  return OVER.includes(status);
}

/** Whether a job is over and did not complete: where it took no file it stored nothing. */
export function isOverInVain(status: string): boolean {
  return isOver(status) && status !== 'completed';
}

/** Whether a job with this status may have stored rows. */
export function mayHaveStored(status: string): boolean {
  return !isPending(status) && status !== 'cancelled';
}
