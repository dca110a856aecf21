import { RowferryError } from '../contract/errors.ts';
import type { Disk } from '../host/disk.ts';
import { positionSet } from './position-set.ts';
import { faultOf, fingerprintOf, rejectedIn } from './rejected.ts';
import { type NumberedLine, resultLines } from './result-lines.ts';

/**
 * Rejects with `RETRY_REFUSED` if `path` is not an edited copy of a run's `rejected.jsonl`, or has a new record in which one
 * of `fields`, which the migration names, seems to be misspelt.
 */
export async function checkEdited(
  disk: Disk,
  path: string,
  original: string,
  run: string,
  fields: readonly string[],
): Promise<void> {
  for await (const _ of editedLines(disk, path, original, run, fields));
}

/**
 * The lines of an edited copy of the `rejected.jsonl` of a run, in any order. Records may be changed and lines
 * may be missing. Each line is that of a record that this run rejected, and occurs once. A record that JSON could not express
 * is skipped unless its values were changed.
 */
export async function* editedLines(
  disk: Disk,
  path: string,
  original: string,
  run: string,
  fields: readonly string[] = [],
): AsyncGenerator<NumberedLine[]> {
  const rejected = await rejectedIn(disk, original, run);
  const seen = positionSet();
  let records = 0;
  for await (const lines of resultLines(disk, path)) {
    const numbered = lines.map(({ number, line }) => {
      const fault = faultOf(line, rejected, seen, fields);
      if (fault !== undefined) throw refused(`line ${number} of ${path} ${fault}`);
      const position = line.position as number;
      seen.add(position);
      const fingerprint = rejected.lossy.get(position);
      const isLost = fingerprint !== undefined && fingerprint === fingerprintOf(line.record);
      if (line.record !== undefined && !isLost) records++;
      return { number, line, isLost };
    });
    yield numbered;
  }
  if (records > 0) return;
  throw refused(
    `${path} has no record to move, and a run can be retried only once; pass a copy of ${original} with the records to move: add \`record\` where there is only \`raw\`, and correct NaN and infinities, which JSON cannot express`,
  );
}

function refused(message: string): RowferryError {
  return new RowferryError('RETRY_REFUSED', message);
}
