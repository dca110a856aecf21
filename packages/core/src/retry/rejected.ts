import { createHash } from 'node:crypto';
import type { Disk } from '../host/disk.ts';
import { stringifyExact } from '../values/stringify-exact.ts';
import { type PositionSet, positionSet } from './position-set.ts';
import { isLossy } from './result-line.ts';
import { resultLines } from './result-lines.ts';

interface Rejected {
  readonly own: PositionSet;
  /** Fingerprints of the records that JSON could not express, by their positions. */
  readonly lossy: ReadonlyMap<number, number>;
}

export async function rejectedIn(disk: Disk, path: string): Promise<Rejected> {
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
export function fingerprintOf(record: unknown): number {
  const plain: unknown = JSON.parse(stringifyExact(record) ?? 'null');
  const text = JSON.stringify(plain, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
      : value,
  );
  return createHash('sha256').update(text).digest().readUIntBE(0, FINGERPRINT_BYTES);
}
