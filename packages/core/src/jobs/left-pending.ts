import type { StopSignals } from '../host/stop-signals.ts';
import type { Journal } from '../journal/journal.ts';
import type { OpenChunk } from '../journal/open-chunk.ts';

/**
 * Jobs to be asked for before the run ends: those that were given up, and those that were gone. Where
 * the disk failed nothing more can be journaled, so only those that no file was sent to, by what the
 * journal holds: cancelled, they do not mislead a resume.
 */
export async function mayBePending(
  givenUp: ReadonlySet<string>,
  journal: Journal,
  { hard, cleanUp }: StopSignals,
): Promise<string[]> {
  const { vanished, chunks } = journal.state;
  if (!hard.aborted) return [...vanished, ...givenUp];
  if (cleanUp.aborted || !(await journal.takeBack())) return [];
  return [...vanished, ...[...chunks.values()].flatMap(unsentJob)];
}

function unsentJob({ job }: OpenChunk): string[] {
  const isUnsent = job !== undefined && !job.mayBeTaken && !job.isTaken && !job.ended;
  return isUnsent ? [job.id] : [];
}
