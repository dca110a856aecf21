import { RowferryError } from '../contract/errors.ts';
import type { StopSignals } from '../host/stop-signals.ts';
import type { Journal } from '../journal/journal.ts';
import type { OpenChunk } from '../journal/open-chunk.ts';

/**
 * Jobs to check before the run ends: those that were given up, and those that vanished. If the disk
 * failed, nothing more can be journaled. Then they are the vanished jobs, and those that no file was
 * sent to according to the journal: cancelling these does not mislead a resume. If another process has
 * taken over the run, they are none: the jobs in the journal are that process's.
 */
export async function jobsToCheck(
  givenUp: ReadonlySet<string>,
  journal: Journal,
  { hard, cleanUp }: StopSignals,
): Promise<string[]> {
  const { vanished, chunks } = journal.state;
  if (!hard.aborted) return [...vanished, ...givenUp];
  if (cleanUp.aborted || isTakenOver(hard.reason) || !(await journal.undoFailedWrite())) return [];
  return [...vanished, ...[...chunks.values()].flatMap(unsentJob)];
}

function isTakenOver(reason: unknown): boolean {
  return reason instanceof RowferryError && reason.code === 'RUN_LOCKED';
}

function unsentJob({ job }: OpenChunk): string[] {
  const isUnsent = job !== undefined && !job.mayBeTaken && !job.isTaken && !job.ended;
  return isUnsent ? [job.id] : [];
}
