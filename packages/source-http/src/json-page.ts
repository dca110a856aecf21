import { isUtf8 } from 'node:buffer';
import { parseExact, type SourceRecord, Unreadable } from '@rowferry/core';
import { FailedTry, reasonOf } from './failure.ts';
import { isRecord, kindOf, type PageParser, type PageRecord } from './page-record.ts';
import { recordSplitter } from './record-splitter.ts';

/**
 * Reads the array at `path` in a JSON document. The document is split at its brackets and commas outside of
 * strings. The bytes of a record, unless there are too many, are then parsed as core parses any JSON, so
 * that no digit is lost. The document around the records is parsed in the same way, once it is complete.
 */
export function jsonPage(path: string, maxRecordBytes: number): PageParser {
  const splitter = recordSplitter(path, maxRecordBytes);
  let number = 0;
  return {
    *write(block) {
      const pieces = splitter.split(block);
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
      const around = splitter.takeAround();
      if (around === undefined) {
        const where = number === 0 ? 'before any record' : `after record ${number}`;
        throw new FailedTry(`breaks off ${where}`, { isTemporary: true });
      }
      const envelope = parsing(number, () => parseExact(textOf(around)));
      if (!splitter.hasRecords) throw noArray(path, envelope);
      return { found: [], envelope };
    },
  };
}

function readRecord(bytes: Buffer | undefined, maxBytes: number): Omit<PageRecord, 'number'> {
  if (bytes === undefined) {
    const message = `the record is longer than ${maxBytes} bytes (maxRecordBytes)`;
    return { record: new Unreadable('RECORD_TOO_LARGE', message) };
  }
  const text = textOf(bytes);
  const value = parseExact(text);
  if (!isRecord(value)) return { record: notObject(value) };
  // A string or number in JSON never contains a line break.
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

/** Does not pass on the message of the parser, which quotes the answer. */
function parsing<T>(number: number, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof FailedTry) throw error;
    const where = number === 0 ? '' : ` after record ${number}`;
    throw new FailedTry(`cannot be read${where}: ${whatIsWrong(error)}`, {
      isTemporary: false,
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
    const advice = 'set `records` to the path of the array of records';
    return new FailedTry(`answers with ${kindOf(around)}`, { isTemporary: false, advice });
  }
  return new FailedTry(`has no array at \`${path}\``, {
    isTemporary: false,
    advice: 'correct `records`, or look at the answer: it may be an error',
  });
}
