import { parseExact, type SourceRecord, Unreadable } from '@rowferry/core';
import { Tokenizer } from '@streamparser/json';
import { FailedTry, reasonOf } from './failure.ts';
import { type Found, isRecord, kindOf, type PageParser } from './found.ts';
import { heldBytes } from './held-bytes.ts';
import { recordsWatcher } from './records-watcher.ts';

/**
 * Cuts the array at `path` out of a JSON document. The tokenizer says where a record begins and ends;
 * its text is then read as core reads any JSON, so that no digit is lost. What stands around the
 * records is read in the same way, once the document is complete.
 */
export function jsonPage(path: string, maxRecordBytes: number): PageParser {
  const tokenizer = new Tokenizer();
  const watch = recordsWatcher(path);
  const record = heldBytes(maxRecordBytes);
  const envelope = heldBytes(maxRecordBytes);
  let block: Buffer = Buffer.alloc(0);
  /** Where the block begins in the document, and what of the document is not yet held, skipped or read. */
  let blockStart = 0;
  let from = 0;
  let holder: typeof record | undefined = envelope;
  let found: Found[] = [];
  let number = 0;

  /** Hands what lies before `offset` to whoever holds it now. */
  const advance = (offset: number, next: typeof holder) => {
    holder?.add(block.subarray(from - blockStart, offset - blockStart));
    from = offset;
    holder = next;
  };
  const add = (value: Omit<Found, 'number'>) => {
    number += 1;
    found.push({ ...value, number });
  };

  tokenizer.onToken = ({ token, value, offset }) => {
    const event = watch.see(token, value);
    if (event === 'records begin') advance(offset + 1, undefined);
    else if (event === 'records end') advance(offset, envelope);
    else if (event === 'record begins') {
      from = offset;
      holder = record;
    } else if (event === 'record ends') {
      advance(offset + 1, undefined);
      add(readRecord(record.take(), maxRecordBytes));
    } else if (event === 'no record') add({ record: notObject(value) });
  };

  return {
    write(bytes) {
      found = [];
      block = bytes;
      parsing(number, () => tokenizer.write(bytes));
      advance(blockStart + bytes.length, holder);
      blockStart += bytes.length;
      if (envelope.isTooMany) throw tooMuchAround(maxRecordBytes);
      return found;
    },
    end() {
      if (!isEnded(tokenizer) || !watch.isComplete()) {
        const where = number === 0 ? 'before any record' : `behind record ${number}`;
        throw new FailedTry(`breaks off ${where}`, { isPassing: true });
      }
      const around = parsing(number, () => parseExact(String(envelope.take())));
      if (!watch.hasRecords()) throw noArray(path, around);
      return { found: [], envelope: around };
    },
  };
}

/** Whether the text so far may end here: a number shows only so that it is complete. */
function isEnded(tokenizer: Tokenizer): boolean {
  try {
    tokenizer.end();
    return true;
  } catch {
    return false;
  }
}

function readRecord(bytes: Buffer | undefined, maxBytes: number): Omit<Found, 'number'> {
  if (bytes === undefined) {
    const message = `the record is longer than ${maxBytes} bytes (maxRecordBytes)`;
    return { record: new Unreadable('RECORD_TOO_LARGE', message) };
  }
  // A line break never stands within a value of JSON.
  const json = bytes.toString().replace(/[\r\n][ \t\r\n]*/g, '');
  const value = parseExact(json);
  return isRecord(value) ? { record: value, json } : { record: notObject(value) };
}

function notObject(value: unknown): SourceRecord | Unreadable {
  const message = `the record is ${kindOf(value)} instead of an object`;
  return new Unreadable('RECORD_NOT_OBJECT', message);
}

/** A parser's own message quotes the answer: it is not passed on. */
function parsing<T>(number: number, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const what = error instanceof RangeError ? reasonOf(error) : 'it is not JSON';
    const where = number === 0 ? '' : ` behind record ${number}`;
    throw new FailedTry(`cannot be read${where}: ${what}`, {
      isPassing: false,
      advice: 'look at the answer, and at `format`',
    });
  }
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

function tooMuchAround(maxBytes: number): FailedTry {
  return new FailedTry(`holds more than ${maxBytes} bytes beside its records`, {
    isPassing: false,
    advice: 'correct `records`, or raise `maxRecordBytes`',
  });
}
