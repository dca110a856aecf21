import type { CsvRows } from '../chunks/csv-rows.ts';
import { at } from '../contract/assert.ts';
import type { ColumnDefinition } from '../contract/definition.ts';
import { type ColumnIndex, columnIndex } from './column-index.ts';
import { type EqualRows, equalRows } from './equal-rows.ts';

/** Finds the rows of a chunk that some values may fit, by the column that leaves the fewest of them. */
export interface RowFinder {
  readonly equal: EqualRows;
  /**
   * Takes a value for each column, or `undefined`. Every group that the values may fit is in one of the lists;
   * `undefined`: it may be any group.
   */
  listsFor(values: readonly unknown[]): GroupLists | undefined;
}

export interface GroupLists {
  readonly lists: readonly GroupList[];
  /** How many groups they have together, at most. */
  readonly size: number;
}

/** Groups whose cell in one column a value may fit. */
export interface GroupList {
  /** Equal for equal lists of one chunk. */
  readonly name: string;
  groups(): readonly number[];
}

/** With so few groups left, no other column is asked. */
const FEW = 4;
/** Only as many columns are indexed, those with the most different cells. */
const INDEXES_MAX = 8;
const SAMPLE_MAX = 256;

export function rowFinder(
  rows: CsvRows,
  definitions: readonly (ColumnDefinition | undefined)[],
): RowFinder {
  const equal = equalRows(rows);
  const cellsOf = (group: number) => rows.cells(at(equal.rowsOf(group), 0, 'row'));
  const columns = mostDifferent(definitions.length, equal.groupCount, cellsOf);
  const indexes = new Map<number, ColumnIndex>();
  const indexOf = (column: number): ColumnIndex => {
    const known = indexes.get(column);
    if (known !== undefined) return known;
    const cells = Array.from({ length: equal.groupCount }, (_, group) =>
      at(cellsOf(group), column, 'cell'),
    );
    const created = columnIndex(cells, definitions[column]);
    indexes.set(column, created);
    return created;
  };
  return {
    equal,
    listsFor(values) {
      let best: GroupLists | undefined;
      for (const column of columns) {
        const value = values[column];
        if (value === undefined) continue;
        const { hashesOf, sizeOf, listOf } = indexOf(column);
        const hashes = hashesOf(value);
        const size = hashes?.reduce((sum, hash) => sum + sizeOf(hash), 0) ?? Infinity;
        if (hashes === undefined || (best !== undefined && best.size <= size)) continue;
        best = {
          size,
          lists: hashes.map((hash) => ({
            name: `${column} ${hash}`,
            groups: () => listOf(hash),
          })),
        };
        if (size <= FEW) break;
      }
      return best;
    },
  };
}

/** The columns that have the most different cells in a sample of the rows, the best one first. */
function mostDifferent(
  columns: number,
  groupCount: number,
  cellsOf: (group: number) => readonly string[],
): readonly number[] {
  const seen = Array.from({ length: columns }, () => new Set<string>());
  const step = Math.ceil(groupCount / SAMPLE_MAX);
  for (let group = 0; group < groupCount; group += step) {
    for (const [column, cell] of cellsOf(group).entries()) seen[column]?.add(cell);
  }
  return seen
    .map(({ size }, column) => ({ size, column }))
    .sort((one, other) => other.size - one.size)
    .slice(0, INDEXES_MAX)
    .map(({ column }) => column);
}
