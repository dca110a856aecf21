import type { CsvRows } from '../chunks/csv-rows.ts';
import type { KeyIndex } from '../chunks/key-index.ts';
import type { PlacedKey } from '../chunks/key-search.ts';
import type { PlacedRecord } from '../chunks/placed-records.ts';
import type { RowRefusal } from '../chunks/row-refusal.ts';
import { at } from '../contract/assert.ts';
import type { DuplicateOf } from '../contract/verdict.ts';
import type { Recovery } from '../jobs/recovery.ts';

/** How often a run reads as much as its key index has, so that its work grows with its rows and not with their square. */
const READS_MAX = 400;

/** A row that the target refused. */
export interface RefusedRow {
  readonly row: number;
  readonly record: PlacedRecord;
  readonly errors: readonly RowRefusal[];
}

/** Returns the errors of a row; those that refuse its key as a duplicate say where the other record is. */
export type Locate = (record: PlacedRecord, errors: readonly RowRefusal[]) => readonly RowRefusal[];

/** Finds the other record of rows that were refused as duplicates. */
export interface Duplicates {
  /**
   * Looks among the rows of the run for the keys of `refused`. A key that no other row has was in the tenant
   * before. Nothing is said without a key, and none is asked for beyond `READS_MAX`.
   */
  among(refused: AsyncIterable<RefusedRow>, csv: CsvRows): Promise<Locate>;
  /** For a row whose key no other row has, as a look-up has shown. */
  readonly inTenant: Locate;
}

/** `keys` and `recovery` are absent if nothing can be looked up. */
export function duplicatesOf(
  keys: KeyIndex | undefined,
  recovery: Recovery | undefined,
): Duplicates {
  const asTheyAre: Locate = (_, errors) => errors;
  if (keys === undefined || recovery?.kind !== 'look-up') {
    return { among: async () => asTheyAre, inTenant: asTheyAre };
  }
  const isOfKey = ({ meaning, column, message }: RowRefusal) => {
    if (meaning !== 'duplicate' || message === undefined) return false;
    return column === undefined ? recovery.isOnlyUnique : column === recovery.column;
  };
  const located = (errors: readonly RowRefusal[], duplicateOf: DuplicateOf) =>
    errors.map((error) => (isOfKey(error) ? { ...error, duplicateOf } : error));
  let readBytes = 0;
  return {
    async among(refused, csv) {
      const sought: PlacedKey[] = [];
      for await (const { row, record, errors } of refused) {
        const key = at(csv.cells(row), recovery.index, 'cell');
        if (key !== '' && errors.some(isOfKey)) sought.push({ key, position: positionOf(record) });
      }
      if (sought.length === 0 || readBytes > READS_MAX * keys.sizeBytes) return asTheyAre;
      const others = await keys.twice(sought);
      readBytes += keys.sizeBytes;
      const isSought = new Set(sought.map(({ position }) => position));
      return (record, errors) => {
        const position = positionOf(record);
        if (!isSought.has(position)) return errors;
        const other = others.get(position);
        // If this job refused every row that has the key, the tenant has none of them.
        if (other === undefined || other.isAllAsked) return located(errors, 'tenant');
        return located(errors, { position: other.position, at: other.at });
      };
    },
    inTenant: (_, errors) => located(errors, 'tenant'),
  };
}

function positionOf({ records, index }: PlacedRecord): number {
  return records.position(index);
}
