import { isUtf8 } from 'node:buffer';
import { parseExact, Unreadable } from '@rowferry/core';
import { boundedBuffer } from './bounded-buffer.ts';
import { FailedTry } from './failure.ts';
import { isRecord, kindOf, type PageParser, type PageRecord } from './page-record.ts';

const LINE_FEED = 0x0a;
const BLANK = /^[ \t\r]*$/;

/** Splits JSON lines into records. A bad line is one rejection. A blank line is not a record. */
export function linesPage(maxRecordBytes: number): PageParser {
  const line = boundedBuffer(maxRecordBytes);
  let number = 0;

  const take = (): PageRecord[] => {
    number += 1;
    const found = readLine(line.take(), maxRecordBytes);
    return found === undefined ? [] : [{ ...found, number }];
  };

  return {
    *write(block) {
      let start = 0;
      for (let end = feedIn(block, start); end !== -1; end = feedIn(block, start)) {
        line.add(block.subarray(start, end));
        start = end + 1;
        yield* take();
      }
      line.add(block.subarray(start));
    },
    end() {
      if (line.sizeBytes === 0) return { found: [] };
      const found = take();
      const last = found[0]?.record;
      // A last line without a line end that is not JSON is most likely incomplete.
      if (last instanceof Unreadable && last.rejected.code === 'LINE_NOT_JSON') {
        throw new FailedTry(`breaks off in line ${number}`, { isTemporary: true });
      }
      return { found };
    },
  };
}

function feedIn(block: Buffer, start: number): number {
  return block.indexOf(LINE_FEED, start);
}

function readLine(
  bytes: Buffer | undefined,
  maxBytes: number,
): Omit<PageRecord, 'number'> | undefined {
  if (bytes === undefined) {
    const message = `the line is longer than ${maxBytes} bytes (maxRecordBytes)`;
    return { record: new Unreadable('LINE_TOO_LONG', message) };
  }
  if (!isUtf8(bytes)) {
    return { record: new Unreadable('LINE_NOT_UTF8', 'the line is not valid UTF-8') };
  }
  const text = bytes.toString();
  if (BLANK.test(text)) return undefined;
  let value: unknown;
  try {
    value = parseExact(text);
  } catch {
    // The message of the parser quotes the line.
    return { record: new Unreadable('LINE_NOT_JSON', 'the line is not JSON') };
  }
  if (isRecord(value)) return { record: value, json: text.trim() };
  const message = `the line is JSON, but ${kindOf(value)} instead of an object`;
  return { record: new Unreadable('LINE_NOT_OBJECT', message) };
}
