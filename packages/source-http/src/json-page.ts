import { isUtf8 } from 'node:buffer';
import { parseExact, type SourceRecord, Unreadable } from '@rowferry/core';
import { FailedTry, reasonOf } from './failure.ts';
import { type Found, isRecord, kindOf, type PageParser } from './found.ts';
import { recordCutter } from './record-cutter.ts';

/**
 * Reads the array at `path` in a JSON document. It is cut by its brackets and texts; the bytes of a
 * record, where they are not too many, are then read as core reads any JSON, so that no digit is lost.
 * What stands around the records is read in the same way, once the document is complete.
 */
export function jsonPage(path: string, maxRecordBytes: number): PageParser {
  const cutter = recordCutter(path, maxRecordBytes);
  let number = 0;
  return {
    *write(block) {
      const pieces = cutter.cut(block);
      for (;;) {
        const found = parsing(number, () => {
          const piece = pieces.next();
          return piece.done ? undefined : readRecord(piece.value, maxRecordBytes);
        });
        if (found === undefined) return;
        number += 1;
        yield { ...found, number };
      }
    },
    end() {
      const around = cutter.takeAround();
      if (around === undefined) {
        const where = number === 0 ? 'before any record' : `behind record ${number}`;
        throw new FailedTry(`breaks off ${where}`, { isPassing: true });
      }
      const envelope = parsing(number, () => parseExact(textOf(around)));
      if (!cutter.hasRecords) throw noArray(path, envelope);
      return { found: [], envelope };
    },
  };
}

function readRecord(bytes: Buffer | undefined, maxBytes: number): Omit<Found, 'number'> {
  if (bytes === undefined) {
    const message = `the record is longer than ${maxBytes} bytes (maxRecordBytes)`;
    return { record: new Unreadable('RECORD_TOO_LARGE', message) };
  }
  const text = textOf(bytes);
  const value = parseExact(text);
  if (!isRecord(value)) return { record: notObject(value) };
  // A line break never stands within a value of JSON.
  return { record: value, json: text.replace(/[\r\n][ \t\r\n]*/g, '') };
}

function notObject(value: unknown): SourceRecord | Unreadable {
  const message = `the record is ${kindOf(value)} instead of an object`;
  return new Unreadable('RECORD_NOT_OBJECT', message);
}

class NotUtf8 extends Error {}

function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new NotUtf8();
  return bytes.toString();
}

/** A parser's own message quotes the answer: it is not passed on. */
function parsing<T>(number: number, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof FailedTry) throw error;
    const where = number === 0 ? '' : ` behind record ${number}`;
    throw new FailedTry(`cannot be read${where}: ${whatIsWrong(error)}`, {
      isPassing: false,
      advice: 'look at the answer, and at `format`',
    });
  }
}

function whatIsWrong(error: unknown): string {
  if (error instanceof NotUtf8) return 'it is not UTF-8';
  return error instanceof RangeError ? reasonOf(error) : 'it is not JSON';
}

function noArray(path: string, around: unknown): FailedTry {
  if (path === '') {
    const advice = 'name the path of the array of records in `records`';
    return new FailedTry(`answers with ${kindOf(around)}`, { isPassing: false, advice });
  }
  return new FailedTry(`has no array at \`${path}\``, {
    isPassing: false,
    advice: 'correct `records`, or look at the answer: it may be an error',
  });
}
