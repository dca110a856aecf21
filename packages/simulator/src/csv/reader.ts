import { isAscii } from 'node:buffer';
import { type BlankLines, CsvFault, type CsvRecord } from './record.ts';

const QUOTE = 34;
const COMMA = 44;
const LF = 10;
const CR = 13;

/**
 * Yields the records of a CSV file in UTF-8. Lines end with LF or CRLF; the last one may end with
 * the file. Throws a `CsvFault` for anything that RFC 4180 forbids: a quote inside a bare cell, text
 * after a closing quote, a quote that is never closed, a CR without LF outside quotes, records of
 * different lengths, and a blank line unless `blankLines` says otherwise.
 */
export function readCsv(bytes: Buffer, blankLines: BlankLines = 'refuse'): Generator<CsvRecord> {
  return records(bytes, blankLines, true);
}

/** Calls `onRecord` for each record and throws like `readCsv`, but does not decode the cells. */
export function scanCsv(bytes: Buffer, blankLines: BlankLines, onRecord: () => void): void {
  for (const _ of records(bytes, blankLines, false)) onRecord();
}

function* records(bytes: Buffer, blankLines: BlankLines, isDecoded: boolean): Generator<CsvRecord> {
  let at = 0;
  let number = 1;
  let line = 1;
  let width: number | undefined;
  while (at < bytes.length) {
    const end = lineBreakAt(bytes, at);
    if (end > 0) {
      if (blankLines === 'refuse') throw new CsvFault('A blank line', number, line);
      if (blankLines === 'count') number++;
      at += end;
      line++;
      continue;
    }
    const { bounds, next, lastLine } = readRecord(bytes, at, number, line);
    const count = bounds.length / 2;
    width ??= count;
    if (count !== width) {
      throw new CsvFault(`Expected ${width} cells, found ${count}`, number, line);
    }
    const cells = isDecoded ? decoded(bytes, at, next, bounds) : [];
    yield { number, firstLine: line, lastLine, cells };
    at = next;
    line = lastLine + 1;
    number++;
  }
}

/** Length of the line break at `at`: 1, 2, or 0 if there is none. */
function lineBreakAt(bytes: Buffer, at: number): number {
  if (bytes[at] === LF) return 1;
  return bytes[at] === CR && bytes[at + 1] === LF ? 2 : 0;
}

interface RecordPlaces {
  /** Where each cell begins and ends, without its quotes. */
  readonly bounds: readonly number[];
  readonly lastLine: number;
  /** Where the next record starts. */
  readonly next: number;
}

function readRecord(bytes: Buffer, start: number, number: number, firstLine: number): RecordPlaces {
  const bounds: number[] = [];
  let at = start;
  let line = firstLine;
  for (;;) {
    if (bytes[at] === QUOTE) {
      const close = closingQuote(
        bytes,
        at + 1,
        () => new CsvFault('An unclosed quote', number, line),
      );
      bounds.push(at + 1, close);
      line += lineFeeds(bytes, at + 1, close);
      at = close + 1;
    } else {
      const from = at;
      let byte = bytes[at];
      while (byte !== COMMA && byte !== LF && byte !== CR && byte !== undefined) {
        if (byte === QUOTE) throw new CsvFault('A quote inside a bare cell', number, line);
        byte = bytes[++at];
      }
      bounds.push(from, at);
    }
    if (at >= bytes.length) return { bounds, lastLine: line, next: at };
    const length = lineBreakAt(bytes, at);
    if (length > 0) return { bounds, lastLine: line, next: at + length };
    if (bytes[at] === CR) throw new CsvFault('A CR without LF', number, line);
    if (bytes[at] !== COMMA) throw new CsvFault('Text after a closing quote', number, line);
    at++;
  }
}

/** The cells of the record from `start` to `end`; in ASCII, bytes are characters, and it is decoded at once. */
function decoded(bytes: Buffer, start: number, end: number, bounds: readonly number[]): string[] {
  const text = isAscii(bytes.subarray(start, end))
    ? bytes.toString('latin1', start, end)
    : undefined;
  const cells: string[] = [];
  for (let index = 0; index < bounds.length; index += 2) {
    const [from = 0, to = 0] = [bounds[index], bounds[index + 1]];
    cells.push(unquoted(text?.slice(from - start, to - start) ?? bytes.toString('utf8', from, to)));
  }
  return cells;
}

function closingQuote(bytes: Buffer, from: number, unclosed: () => CsvFault): number {
  let at = from;
  for (;;) {
    at = bytes.indexOf(QUOTE, at);
    if (at < 0) throw unclosed();
    if (bytes[at + 1] !== QUOTE) return at;
    at += 2;
  }
}

function unquoted(text: string): string {
  return text.includes('"') ? text.replaceAll('""', '"') : text;
}

function lineFeeds(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) {
    // A physical line ends with LF, CRLF or CR, as in an editor.
    if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) count++;
  }
  return count;
}
