import { isAscii, isUtf8 } from 'node:buffer';
import type { JsonBytes, SourceRecord, Unreadable } from '@rowferry/core';
import { notUtf8, readRecord, tooLong } from './line-record.ts';
import type { Span } from './lines.ts';

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;
const RETURN = 0x0d;

/** The records of some lines, and for each record the bytes of its line and the 1-based number of that line. */
export interface NumberedRecords {
  readonly records: (SourceRecord | Unreadable)[];
  readonly lineNumbers: number[];
  readonly json: JsonBytes;
}

/** Reads each line of `span` that is not blank. A bad line becomes an {@link Unreadable}. */
export function readRecords(span: Span, maxLineBytes: number): NumberedRecords {
  const { bytes, firstNumber, isTooLong } = span;
  if (isTooLong) {
    return {
      records: [tooLong(bytes, maxLineBytes)],
      lineNumbers: [firstNumber],
      json: { bytes, starts: [0], ends: [0] },
    };
  }
  const decode = decoderOf(bytes);
  const records: (SourceRecord | Unreadable)[] = [];
  const lineNumbers: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let lineNumber = firstNumber;
  for (let from = 0; from < bytes.length; lineNumber += 1) {
    const feed = bytes.indexOf(LINE_FEED, from);
    const to = feed === -1 ? bytes.length : feed;
    const start = withoutBlanks(bytes, from, to);
    if (start < to) {
      const text = decode(from, to);
      records.push(text === undefined ? notUtf8(bytes.subarray(from, to)) : readRecord(text));
      lineNumbers.push(lineNumber);
      starts.push(start);
      ends.push(withoutBlanksBehind(bytes, start, to));
    }
    from = to + 1;
  }
  return { records, lineNumbers, json: { bytes, starts, ends } };
}

/** Returns what decodes a part of the bytes; `undefined` if that is not UTF-8. */
function decoderOf(bytes: Buffer): (from: number, to: number) => string | undefined {
  if (isAscii(bytes)) return (from, to) => bytes.toString('latin1', from, to);
  if (isUtf8(bytes)) return (from, to) => bytes.toString('utf8', from, to);
  return (from, to) =>
    isUtf8(bytes.subarray(from, to)) ? bytes.toString('utf8', from, to) : undefined;
}

function withoutBlanks(bytes: Buffer, from: number, to: number): number {
  let start = from;
  while (start < to && isBlank(bytes[start])) start += 1;
  return start;
}

function withoutBlanksBehind(bytes: Buffer, start: number, to: number): number {
  let end = to;
  while (end > start && isBlank(bytes[end - 1])) end -= 1;
  return end;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === RETURN;
}
