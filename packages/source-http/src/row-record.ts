import { ExactNumber, parseExact, stringifyExact, Unreadable } from '@rowferry/core';
import { Beginning, kindOf } from '@rowferry/json';
import { FailedAttempt } from './failure.ts';
import { readRecord } from './json-record.ts';
import { textOf } from './json-text.ts';
import type { PageRecord } from './page-record.ts';
import { valueAt } from './path.ts';

/** Makes records of rows: arrays of values whose names are in a header. */
export interface RowReader {
  /** `before` returns the document before the rows, closed. Returns no records until the header is known. */
  read(bytes: Buffer | Beginning, number: number, before: () => Buffer): readonly PageRecord[];
  /** Returns the rows that came before their header, which is in the document around them. */
  end(envelope: unknown): readonly PageRecord[];
}

/** `header` is the path of the names, or `true` if the first row contains them. */
export function rowReader(header: true | string, maxBytes: number): RowReader {
  let names: readonly string[] | undefined;
  const waiting: { readonly bytes: Buffer | Beginning; readonly number: number }[] = [];
  let waitingBytes = 0;

  const wait = (bytes: Buffer | Beginning, number: number) => {
    waiting.push({ bytes, number });
    waitingBytes += bytes instanceof Beginning ? bytes.bytes.length : bytes.length;
    if (waitingBytes > maxBytes) throw tooManyBefore(maxBytes);
  };
  return {
    read(bytes, number, before) {
      if (header === true && names === undefined) {
        names = namesIn(bytes instanceof Beginning ? undefined : parseExact(textOf(bytes)));
        return [];
      }
      if (header !== true && number === 1) {
        const found = namesAt(parseExact(textOf(before())), header);
        if (found !== undefined) names = namesIn(found);
      }
      if (names === undefined) {
        wait(bytes, number);
        return [];
      }
      return [readRow(bytes, number, names, maxBytes)];
    },
    end(envelope) {
      if (header === true || waiting.length === 0) return [];
      const found = namesIn(namesAt(envelope, header));
      return waiting.map(({ bytes, number }) => readRow(bytes, number, found, maxBytes));
    },
  };
}

function readRow(
  bytes: Buffer | Beginning,
  number: number,
  names: readonly string[],
  maxBytes: number,
): PageRecord {
  if (bytes instanceof Beginning) return { ...readRecord(bytes, maxBytes), number };
  const text = textOf(bytes);
  const row = parseExact(text);
  if (!Array.isArray(row)) {
    const message = `the row is ${kindOf(row)} instead of an array`;
    return { record: new Unreadable('RECORD_NOT_ROW', message, text), number };
  }
  if (row.length > names.length) {
    const message = `the row has ${row.length} values, and its header ${names.length} names`;
    return { record: new Unreadable('RECORD_NOT_ROW', message, text), number };
  }
  const record = Object.fromEntries(row.map((value, index) => [names[index] ?? '', value]));
  return { record, json: stringifyExact(record) ?? '{}', number };
}

/** What is at `path`, which may lead through one array into each of its objects. */
function namesAt(envelope: unknown, path: string): unknown {
  const direct = valueAt(envelope, path);
  if (direct !== undefined) return direct;
  for (const { index } of path.matchAll(/\./g)) {
    const list = valueAt(envelope, path.slice(0, index));
    if (Array.isArray(list)) return list.map((item) => valueAt(item, path.slice(index + 1)));
  }
  return undefined;
}

function namesIn(header: unknown): readonly string[] {
  if (!Array.isArray(header)) throw badHeader('has no header of its rows');
  const names = header.map((name) => {
    const isName =
      typeof name === 'string' || typeof name === 'number' || name instanceof ExactNumber;
    if (!isName) throw badHeader('has a header whose names are not all texts');
    return String(name);
  });
  if (new Set(names).size < names.length) throw badHeader('has a header with the same name twice');
  return names;
}

function badHeader(what: string): FailedAttempt {
  return new FailedAttempt(what, {
    isTemporary: false,
    advice: 'correct `rowHeader`, or look at the answer',
  });
}

function tooManyBefore(maxBytes: number): FailedAttempt {
  return new FailedAttempt(`has more than ${maxBytes} bytes of rows before their header`, {
    isTemporary: false,
    advice: 'start a new run with smaller pages, or with a larger `maxRecordBytes`',
  });
}
