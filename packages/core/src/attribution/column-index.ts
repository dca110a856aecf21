import type { ColumnDefinition } from '../contract/definition.ts';
import { hashedText, hashesOfValue, meaningsOfCell } from './cell-hashes.ts';
import { type HashLists, hashLists } from './hash-lists.ts';
import { eachBeginning, hashSet, textHash } from './text-hash.ts';

/** Finds those cells of a column that a value may fit, by hashes. */
export interface ColumnIndex extends Pick<HashLists, 'sizeOf' | 'listOf'> {
  /** Every cell that the value may fit is in the list of one of these hashes; `undefined`: it may be any cell. */
  hashesOf(value: unknown): readonly number[] | undefined;
}

/** Indexes the cells of a column. The lists contain the indexes of cells. */
export function columnIndex(
  cells: readonly string[],
  column: ColumnDefinition | undefined,
): ColumnIndex {
  const texts = cells.map(hashedText);
  const whole = hashSet(cells.length);
  for (const text of texts) whole.add(textHash(text));
  const [hashes, places]: [number[], number[]] = [[], []];
  for (const [place, cell] of cells.entries()) {
    for (const hash of meaningsOfCell(cell, column)) {
      hashes.push(hash);
      places.push(place);
    }
    // A value that equals another cell may have been cut from this one.
    eachBeginning(texts[place] ?? '', (hash) => {
      if (!whole.mayHave(hash)) return;
      hashes.push(hash);
      places.push(place);
    });
  }
  const { sizeOf, listOf } = hashLists(hashes, places);
  return { sizeOf, listOf, hashesOf: (value) => hashesOfValue(value, column, whole.mayHave) };
}
