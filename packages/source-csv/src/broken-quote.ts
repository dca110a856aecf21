import { type Dialect, lineEndsOf } from './dialect.ts';
import { afterQuoted } from './quoted-cells.ts';

const FIRST_LOOK_BYTES = 4096;
/** No mark has more bytes than this. */
const MARK_BYTES_MAX = 64;

/**
 * The index after the first quote that closes a cell and has text after it, in a row that csv-parse rejects
 * for that quote. The row begins where `bytes` begin. Its end is not known.
 */
export function afterBrokenQuote(bytes: Buffer, dialect: Dialect): number {
  const marks = asBytes(dialect);
  for (let size = FIRST_LOOK_BYTES; ; size *= 4) {
    const found = findBrokenQuote(bytes.toString('latin1', 0, size), marks);
    if (size >= bytes.length) return Math.max(0, found);
    if (found !== -1 && found + MARK_BYTES_MAX < size) return found;
  }
}

/** The marks as their UTF-8 bytes, with each byte as one character. */
function asBytes(dialect: Dialect): Dialect {
  const bytesOf = (mark: string) => Buffer.from(mark).toString('latin1');
  const { delimiter, quote, comment, lineEnd } = dialect;
  return {
    delimiter: bytesOf(delimiter),
    quote: quote === null ? null : bytesOf(quote),
    escape: bytesOf(dialect.escape),
    comment: comment === null ? null : bytesOf(comment),
    lineEnd: lineEnd === undefined ? undefined : bytesOf(lineEnd),
  };
}

function findBrokenQuote(row: string, dialect: Dialect): number {
  const { delimiter, quote, comment, lineEnd } = dialect;
  // csv-parse also allows a zero byte and a comment to follow.
  const followers = [delimiter, '\0', comment ?? delimiter, ...lineEndsOf(lineEnd)];
  let at = 0;
  for (;;) {
    if (quote !== null && row.startsWith(quote, at)) {
      at = afterQuoted(row, at + quote.length, quote, dialect.escape);
      if (at >= row.length) return -1;
      if (!followers.some((mark) => row.startsWith(mark, at))) return at;
    }
    const next = row.indexOf(delimiter, at);
    if (next === -1) return -1;
    at = next + delimiter.length;
  }
}
