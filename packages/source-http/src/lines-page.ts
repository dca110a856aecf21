import { isUtf8 } from 'node:buffer';
import { parseExact, Unreadable } from '@rowferry/core';
import { FailedTry } from './failure.ts';
import { type Found, isRecord, kindOf, type PageParser } from './found.ts';
import { heldBytes } from './held-bytes.ts';

const LINE_FEED = 0x0a;
const BLANK = /^[ \t\r]*$/;

/** Cuts JSON lines into records. A bad line stands as one rejection; a blank one gives no record. */
export function linesPage(maxRecordBytes: number): PageParser {
  const line = heldBytes(maxRecordBytes);
  let number = 0;

  const take = (): Found[] => {
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
      // Without its line end, a line that is not JSON is rather one that is not complete.
      if (last instanceof Unreadable && last.rejected.code === 'LINE_NOT_JSON') {
        throw new FailedTry(`breaks off in line ${number}`, { isPassing: true });
      }
      return { found };
    },
  };
}

function feedIn(block: Buffer, start: number): number {
  return block.indexOf(LINE_FEED, start);
}

function readLine(bytes: Buffer | undefined, maxBytes: number): Omit<Found, 'number'> | undefined {
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
    // The parser's message quotes the line.
    return { record: new Unreadable('LINE_NOT_JSON', 'the line is not JSON') };
  }
  if (isRecord(value)) return { record: value, json: text.trim() };
  const message = `the line is JSON, but ${kindOf(value)} instead of an object`;
  return { record: new Unreadable('LINE_NOT_OBJECT', message) };
}
