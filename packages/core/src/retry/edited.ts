import type { Disk } from '../disk.ts';
import { RowferryError } from '../errors.ts';
import { linesOf } from '../run/lines.ts';
import { type PositionSet, positionSet } from './position-set.ts';
import { type NumberedLine, type ResultLine, resultLines } from './result-lines.ts';

/** Rejects with `RETRY_REFUSED` where an edited copy of a run's `rejected.jsonl` is more than that. */
export async function checkEdited(disk: Disk, path: string, original: string): Promise<void> {
  for await (const _ of editedLines(disk, path, original));
}

/**
 * The lines of an edited copy of `rejected.jsonl`, in any order. Records may be others and lines may
 * be missing; each is the line of a record that was rejected, and stands once.
 */
export async function* editedLines(
  disk: Disk,
  path: string,
  original: string,
): AsyncGenerator<NumberedLine[]> {
  const own = await positionsIn(disk, original);
  const seen = positionSet();
  let records = 0;
  for await (const lines of resultLines(disk, path)) {
    for (const { number, line } of lines) {
      const fault = faultOf(line, own, seen);
      if (fault !== undefined) throw refused(`line ${number} of ${path} ${fault}`);
      seen.add(line.position as number);
      if (line.record !== undefined) records++;
    }
    yield lines;
  }
  if (records > 0) return;
  throw refused(
    `${path} has no record to move, and a run is retried only once; give a copy of ${original} with the records to be moved, then retry`,
  );
}

/** Each line of a result file of ours begins with its position. */
async function positionsIn(disk: Disk, path: string): Promise<PositionSet> {
  const positions = positionSet();
  for await (const lines of linesOf(disk.readBlocks(path))) {
    for (const line of lines) positions.add(Number(/^\{"position":(\d+)/.exec(line)?.[1]));
  }
  return positions;
}

/** What is wrong with a line, and what to do. */
function faultOf(line: ResultLine, own: PositionSet, seen: PositionSet): string | undefined {
  const { position, by, errors, reason } = line;
  if (by === undefined && errors === undefined && reason !== undefined) {
    return 'is unresolved: its record may be stored. What is proven absent is moved without your doing; take the line out, then retry';
  }
  if (!Number.isSafeInteger(position) || typeof by !== 'string' || !Array.isArray(errors)) {
    return 'is no line of a `rejected.jsonl`: expected `position`, `by` and `errors` as the run wrote them; change nothing but `record`, then retry';
  }
  if (!own.has(position as number)) {
    return `has position ${position}, which this run did not reject; take the line out, then retry`;
  }
  if (seen.has(position as number)) {
    return `has position ${position}, as a line before it has; take one of them out, then retry`;
  }
  return undefined;
}

function refused(message: string): RowferryError {
  return new RowferryError('RETRY_REFUSED', message);
}
