import type { Dialect } from './dialect.ts';

/** Which cells of a valid row are quoted. csv-parse does not report that. */
export function markQuoted(row: string, dialect: Dialect): boolean[] {
  const { delimiter, quote } = dialect;
  const found: boolean[] = [];
  let at = 0;
  for (;;) {
    const isQuoted = quote !== null && row.startsWith(quote, at);
    found.push(isQuoted);
    const end = isQuoted ? afterQuoted(row, at + quote.length, quote, dialect.escape) : at;
    const next = row.indexOf(delimiter, end);
    if (next === -1) return found;
    at = next + delimiter.length;
  }
}

/** The index after the quote that closes the cell whose text begins at `from`. */
export function afterQuoted(row: string, from: number, quote: string, escaping: string): number {
  let at = from;
  while (at < row.length) {
    const isEscape = row.startsWith(escaping, at);
    if (isEscape && (escaping !== quote || row.startsWith(quote, at + escaping.length))) {
      at += escaping.length + 1;
    } else if (row.startsWith(quote, at)) return at + quote.length;
    else at += 1;
  }
  return at;
}
