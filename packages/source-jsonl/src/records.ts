import { isUtf8 } from 'node:buffer';
import type { SourceRecord, Unreadable } from '@rowferry/core';
import { notUtf8, readRecord, tooLong } from './line-record.ts';
import type { Span } from './lines.ts';

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const BLANK = /^[ \t\r]*$/;

/** The records of some lines, and for each record its line and the 1-based number of that line. */
export interface NumberedRecords {
  readonly records: (SourceRecord | Unreadable)[];
  readonly lineNumbers: number[];
  /** `undefined` for a line that cannot be decoded. */
  readonly lines: (string | undefined)[];
}

/** Reads each line of `span` that is not blank. A bad line becomes an {@link Unreadable}. */
export function readRecords(span: Span, maxLineBytes: number): NumberedRecords {
  if (span.isTooLong) {
    return {
      records: [tooLong(span.bytes, maxLineBytes)],
      lineNumbers: [span.firstNumber],
      lines: [undefined],
    };
  }
  const records: (SourceRecord | Unreadable)[] = [];
  const lineNumbers: number[] = [];
  const lines: (string | undefined)[] = [];
  let lineNumber = span.firstNumber - 1;
  for (const line of decodeLines(span.bytes)) {
    lineNumber += 1;
    const isText = typeof line === 'string';
    if (isText && isBlank(line)) continue;
    records.push(isText ? readRecord(line) : notUtf8(line));
    lineNumbers.push(lineNumber);
    lines.push(isText ? line : undefined);
  }
  return { records, lineNumbers, lines };
}

function isBlank(text: string): boolean {
  return text === '' || (text.charCodeAt(0) <= SPACE && BLANK.test(text));
}

/** The text of each line, or its bytes if they are not UTF-8. */
function decodeLines(bytes: Buffer): readonly (string | Buffer)[] {
  if (isUtf8(bytes)) return bytes.toString().split('\n');
  const lines: (string | Buffer)[] = [];
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed === -1 ? bytes.length : feed;
    const line = bytes.subarray(start, end);
    lines.push(isUtf8(line) ? line.toString() : line);
    start = end + 1;
  }
  return lines;
}
