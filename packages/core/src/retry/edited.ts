import { createHash } from 'node:crypto';
import { RowferryError } from '../contract/errors.ts';
import type { Disk } from '../host/disk.ts';
import { stringifyExact } from '../values/exact-json.ts';
import { type PositionSet, positionSet } from './position-set.ts';
import { isLossy, type NumberedLine, type ResultLine, resultLines } from './result-lines.ts';

/** Rejects with `RETRY_REFUSED` if `path` is not an edited copy of a run's `rejected.jsonl`. */
export async function checkEdited(disk: Disk, path: string, original: string): Promise<void> {
  for await (const _ of editedLines(disk, path, original));
}

/**
 * The lines of an edited copy of `rejected.jsonl`, in any order. Records may be changed and lines may be
 * missing. Each line is that of a rejected record, and occurs once. A record that JSON could not express
 * stays lost as long as it is what the run wrote.
 */
export async function* editedLines(
  disk: Disk,
  path: string,
  original: string,
): AsyncGenerator<NumberedLine[]> {
  const { own, lossy } = await rejectedIn(disk, original);
  const seen = positionSet();
  let records = 0;
  for await (const lines of resultLines(disk, path)) {
    const numbered = lines.map(({ number, line }) => {
      const fault = faultOf(line, own, seen);
      if (fault !== undefined) throw refused(`line ${number} of ${path} ${fault}`);
      const position = line.position as number;
      seen.add(position);
      const fingerprint = lossy.get(position);
      const isLost = fingerprint !== undefined && fingerprint === fingerprintOf(line.record);
      if (line.record !== undefined && !isLost) records++;
      return { number, line, isLost };
    });
    yield numbered;
  }
  if (records > 0) return;
  throw refused(
    `${path} has no record to move, and a run can be retried only once; pass a copy of ${original} with the records to move, and without NaN and infinities, which JSON cannot express`,
  );
}

interface Rejected {
  readonly own: PositionSet;
  /** Fingerprints of the records that JSON could not express, by their positions. */
  readonly lossy: ReadonlyMap<number, number>;
}

async function rejectedIn(disk: Disk, path: string): Promise<Rejected> {
  const own = positionSet();
  const lossy = new Map<number, number>();
  for await (const lines of resultLines(disk, path)) {
    for (const { line } of lines) {
      const position = line.position as number;
      own.add(position);
      if (line.record !== undefined && isLossy(line))
        lossy.set(position, fingerprintOf(line.record));
    }
  }
  return { own, lossy };
}

const FINGERPRINT_BYTES = 6;

/** The same for a record that an editor writes with other blanks, another order or fewer digits. */
function fingerprintOf(record: unknown): number {
  const plain: unknown = JSON.parse(stringifyExact(record) ?? 'null');
  const text = JSON.stringify(plain, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
      : value,
  );
  return createHash('sha256').update(text).digest().readUIntBE(0, FINGERPRINT_BYTES);
}

/** What is wrong with a line, and what to do. */
function faultOf(line: ResultLine, own: PositionSet, seen: PositionSet): string | undefined {
  const { position, by, errors, reason } = line;
  if (by === undefined && errors === undefined && reason !== undefined) {
    return 'is unresolved: its record may be stored. Unresolved records that are proven absent are moved anyway; remove the line, then retry';
  }
  if (!Number.isSafeInteger(position) || typeof by !== 'string' || !Array.isArray(errors)) {
    return 'is not a line of a `rejected.jsonl`: expected `position`, `by` and `errors` as the run wrote them; change only `record`, then retry';
  }
  if (!own.has(position as number)) {
    return `has position ${position}, which this run did not reject; remove the line, then retry`;
  }
  if (seen.has(position as number)) {
    return `has position ${position}, as an earlier line does; remove one of them, then retry`;
  }
  return undefined;
}

function refused(message: string): RowferryError {
  return new RowferryError('RETRY_REFUSED', message);
}
