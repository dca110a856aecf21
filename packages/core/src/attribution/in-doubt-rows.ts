import { assert } from '../contract/assert.ts';
import type { Found, Matcher } from './matcher.ts';

/** The rows of a chunk that unattributed errors may be about. */
export interface InDoubtRows {
  has(row: number): boolean;
  add(row: number): void;
  addAll(): void;
  addFound(found: Found): void;
}

/** Each list of groups, and each group, is gone through once, however many errors name it. */
export function inDoubtRows(count: number, match: Matcher): InDoubtRows {
  const rows = new Uint8Array(count);
  const lists = new Set<string>();
  const groups = new Set<number>();
  let areAll = false;
  /** An array of a fixed length ignores an index beyond it. */
  const add = (row: number) => {
    assert(row in rows, `row ${row} of ${count} does not exist`);
    rows[row] = 1;
  };
  const addGroup = (group: number) => {
    if (groups.has(group)) return;
    groups.add(group);
    match.rowsOf(group).forEach(add);
  };
  return {
    has: (row) => areAll || rows[row] === 1,
    add,
    addAll: () => {
      areAll = true;
    },
    addFound(found) {
      if (found.groups !== undefined) found.groups.forEach(addGroup);
      else if (found.among === 'all') areAll = true;
      else {
        for (const { name, groups: all } of found.among) {
          if (lists.has(name)) continue;
          lists.add(name);
          all().forEach(addGroup);
        }
      }
    },
  };
}
