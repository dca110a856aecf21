export const QUOTE = 0x22;
const COMMA = 0x2c;

/** The cells of one row, whose text ends with LF. */
export function splitRow(text: string): string[] {
  const cells: string[] = [];
  for (let at = 0; ; at++) {
    let end = at;
    if (text.charCodeAt(at) === QUOTE) {
      end++;
      while (text.charCodeAt(end) !== QUOTE || text.charCodeAt(end + 1) === QUOTE) {
        end += text.charCodeAt(end) === QUOTE ? 2 : 1;
      }
      end++;
      cells.push(cellOf(text.slice(at, end)));
    } else {
      while (text.charCodeAt(end) !== COMMA && end < text.length - 1) end++;
      cells.push(text.slice(at, end));
    }
    if (text.charCodeAt(end) !== COMMA) return cells;
    at = end;
  }
}

/** The cell that is written like this. */
export function cellOf(written: string): string {
  if (written.charCodeAt(0) !== QUOTE) return written;
  return written.slice(1, -1).replaceAll('""', '"');
}
