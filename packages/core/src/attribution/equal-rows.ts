import type { CsvRows } from '../chunks/csv-rows.ts';
import { at } from '../contract/assert.ts';
import { bucketsOf } from './buckets.ts';

/** The rows of a chunk in groups: those of a group have the same cells, so no echo distinguishes them. */
export interface EqualRows {
  readonly groupCount: number;
  /** The rows of a group, in order; there is at least one. */
  rowsOf(group: number): Uint32Array;
}

export function equalRows(rows: CsvRows): EqualRows {
  const groups = new Map<string, number>();
  const groupOf = new Uint32Array(rows.count);
  for (let row = 0; row < rows.count; row++) {
    const text = rows.text(row);
    const group = groups.get(text) ?? groups.size;
    groups.set(text, group);
    groupOf[row] = group;
  }
  const { starts, items } = bucketsOf(groups.size, groupOf);
  return {
    groupCount: groups.size,
    rowsOf: (group) => items.subarray(at(starts, group, 'group'), at(starts, group + 1, 'group')),
  };
}
