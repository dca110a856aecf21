import { createHash } from 'node:crypto';
import { isRecord } from '../contract/source.ts';
import type { Disk } from '../host/disk.ts';
import { stringifyExact } from '../values/stringify-exact.ts';
import { misnamedField } from './misnamed.ts';
import { type PositionSet, positionSet } from './position-set.ts';
import { isLossy, type ResultLine } from './result-line.ts';
import { resultLines } from './result-lines.ts';

interface Rejected {
  /** The id of the run. */
  readonly run: string;
  readonly own: PositionSet;
  /** The positions of those with a record. */
  readonly withRecord: PositionSet;
  /** Fingerprints of the records that JSON could not express, by their positions. */
  readonly lossy: ReadonlyMap<number, number>;
}

export async function rejectedIn(disk: Disk, path: string, run: string): Promise<Rejected> {
  const own = positionSet();
  const withRecord = positionSet();
  const lossy = new Map<number, number>();
  for await (const lines of resultLines(disk, path)) {
    for (const { line } of lines) {
      const position = line.position as number;
      own.add(position);
      if (line.record === undefined) continue;
      withRecord.add(position);
      if (isLossy(line)) lossy.set(position, fingerprintOf(line.record));
    }
  }
  return { run, own, withRecord, lossy };
}

const FINGERPRINT_BYTES = 6;

/** The same for a record that an editor writes with other blanks, another order or fewer digits. */
export function fingerprintOf(record: unknown): number {
  const plain: unknown = JSON.parse(stringifyExact(record) ?? 'null');
  const text = JSON.stringify(plain, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
      : value,
  );
  return createHash('sha256').update(text).digest().readUIntBE(0, FINGERPRINT_BYTES);
}

/** What is wrong with a line, and what to do. `fields` are those that the migration names. */
export function faultOf(
  line: ResultLine,
  { run, own, withRecord }: Rejected,
  seen: PositionSet,
  fields: readonly string[],
): string | undefined {
  const { position, by, errors, reason, record } = line;
  if (by === undefined && errors === undefined && reason !== undefined) {
    return 'is unresolved: its record may be stored. Unresolved records that are proven absent are moved anyway; remove the line, then retry';
  }
  const isLine = typeof by === 'string' && Array.isArray(errors) && typeof line.run === 'string';
  if (!Number.isSafeInteger(position) || !isLine) {
    return 'is not a line of a `rejected.jsonl`: expected `position`, `by`, `errors` and `run` as the run wrote them; change or add only `record`, then retry';
  }
  if (line.run !== run) {
    return `is of run ${line.run}, and not of ${run}; take the lines of the run that is retried`;
  }
  if (!own.has(position as number)) {
    return `has position ${position}, which this run did not reject; remove the line, then retry`;
  }
  if (seen.has(position as number)) {
    return `has position ${position}, as an earlier line does; remove one of them, then retry`;
  }
  if (!isRecord(record) || withRecord.has(position as number)) return undefined;
  return misnamedField(record, fields);
}
