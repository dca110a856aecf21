import { parseExact } from '@rowferry/core';
import { Beginning, boundedBuffer, recordSplitter } from '@rowferry/json';
import { type Earlier, NOTHING_EARLIER } from './earlier.ts';
import { FailedAttempt } from './failure.ts';
import { type Answer, checkAnswer } from './json-answer.ts';
import { readEntry, recordsWithKeys } from './json-entry.ts';
import { readRecord } from './json-record.ts';
import { parsing, textOf } from './json-text.ts';
import { isBlank } from './page-fields.ts';
import type { ObjectKind, PageParser, PageRecord, ReadRecord } from './page-record.ts';
import { type RowReader, rowReader } from './row-record.ts';
import type { JsonPageSettings } from './settings.ts';

/**
 * Reads the records at a path in a JSON document. The document is split at its brackets and commas outside of
 * strings. The bytes of a record, unless there are too many, are then parsed as core parses any JSON, so
 * that no digit is lost. The document around the records is parsed in the same way, once it is complete.
 */
export function jsonPage(
  settings: JsonPageSettings,
  earlier: Earlier = NOTHING_EARLIER,
): PageParser {
  const { records, keyed, rowHeader, maxRecordBytes } = settings;
  const around = boundedBuffer(maxRecordBytes);
  const splitter = recordSplitter(records, maxRecordBytes, { around, object: objectAt(settings) });
  const rows = rowHeader === undefined ? undefined : rowReader(rowHeader, maxRecordBytes);
  /** A record that is no element of an array is one only if the rest of the answer allows it. */
  let only: PageRecord | undefined;
  let number = 0;

  const readOne = (bytes: Buffer | Beginning): ReadRecord =>
    splitter.found === 'object'
      ? readEntry(bytes, maxRecordBytes, keyed)
      : readRecord(bytes, maxRecordBytes);
  const take = (bytes: Buffer | Beginning): readonly PageRecord[] => {
    if (typeof keyed === 'string' && splitter.found === 'array') throw withoutKeys(records);
    if (rows !== undefined && splitter.found !== 'record')
      return rows.read(bytes, number, splitter.before);
    const one = { ...readOne(bytes), number };
    if (splitter.found !== 'record') return [one];
    // An object without fields stands for an array without elements.
    if (!isBlank(one.record)) only = one;
    return [];
  };

  return {
    *write(block) {
      const pieces = splitter.split(block);
      for (;;) {
        const found = parsing(number, () => {
          const piece = pieces.next();
          if (around.isTooMany) throw tooMuchAround(maxRecordBytes);
          if (piece.done) return undefined;
          number += 1;
          return take(piece.value);
        });
        if (found === undefined) return;
        yield* found;
      }
    },
    end() {
      const bytes = splitter.isOver ? around.take() : undefined;
      if (bytes === undefined || bytes instanceof Beginning || hasOnlyBlanks(bytes)) {
        const where = number === 0 ? 'before any record' : `after record ${number}`;
        throw new FailedAttempt(`breaks off ${where}`, { isTemporary: true });
      }
      const envelope = parsing(number, () => parseExact(textOf(bytes)));
      const byKey = only && keyed === undefined ? recordsWithKeys(only) : undefined;
      const answer: Answer = {
        envelope,
        found: splitter.found,
        count: number,
        only,
        byKey,
        earlier,
      };
      checkAnswer(answer, settings);
      return { found: restOf(answer, rows), envelope, object: objectKindOf(answer) };
    },
  };
}

/** What an object at the path is. The whole answer is no record: it may be an error. */
function objectAt({ records, keyed }: JsonPageSettings): 'object' | 'record' | undefined {
  if (keyed !== undefined && keyed !== false) return 'object';
  return records === '' ? undefined : 'record';
}

function hasOnlyBlanks(bytes: Buffer): boolean {
  return !/[^ \t\r\n]/.test(bytes.toString('latin1'));
}

function tooMuchAround(maxBytes: number): FailedAttempt {
  return new FailedAttempt(`has more than ${maxBytes} bytes outside its records`, {
    isTemporary: false,
    advice: 'correct `records`, or start a new run with a larger `maxRecordBytes`',
  });
}

function restOf(
  { envelope, only, byKey }: Answer,
  rows: RowReader | undefined,
): readonly PageRecord[] {
  if (only !== undefined) return byKey ?? [only];
  return rows === undefined ? [] : parsing(0, () => rows.end(envelope));
}

function objectKindOf({ found, count, only, byKey }: Answer): ObjectKind | undefined {
  if (only !== undefined) return byKey === undefined ? 'one record' : 'own keys';
  return found === 'object' && count > 0 ? 'other keys' : undefined;
}

function withoutKeys(path: string): FailedAttempt {
  return new FailedAttempt(
    `has an array${path === '' ? '' : ` at \`${path}\``}, so its records have no keys`,
    {
      isTemporary: false,
      advice: 'correct `keyed`',
    },
  );
}
