import type { CsvRows } from '../chunks/csv-rows.ts';

/**
 * What a row number may count. `records` counts records: the header is 1, data starts at 2. The others
 * count physical lines, and a number names a record by its first or by its last line. A line ends at LF
 * (`lf`), or at any of CR, LF and CRLF (`any`).
 */
export const ROW_NUMBERINGS = ['records', 'first-lf', 'last-lf', 'first-any', 'last-any'] as const;

export type RowNumbering = (typeof ROW_NUMBERINGS)[number];

/** Finds the row of a chunk that a row number names under a numbering; `undefined` if it names none. */
export function rowNamer(
  rows: CsvRows,
): (number: number, numbering: RowNumbering) => number | undefined {
  const byRecord = (number: number) =>
    Number.isInteger(number) && number >= 2 && number < rows.count + 2 ? number - 2 : undefined;
  return (number, numbering) => {
    if (numbering === 'records' || !rows.hasLineBreaks) return byRecord(number);
    const [end, endings] = numbering.split('-') as ['first' | 'last', 'lf' | 'any'];
    const row = findRow(rows, number, end, endings);
    return row !== undefined && rows.lines(row, endings)[end] === number ? row : undefined;
  };
}

/** The first row whose first or last line (see `end`) is `number` or later. */
function findRow(
  rows: CsvRows,
  number: number,
  end: 'first' | 'last',
  endings: 'lf' | 'any',
): number | undefined {
  let low = 0;
  let high = rows.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows.lines(middle, endings)[end] < number) low = middle + 1;
    else high = middle;
  }
  return low < rows.count ? low : undefined;
}
