import { parseExact } from '@rowferry/core';
import { boundedBuffer, kindOf, recordSplitter } from '@rowferry/json';
import { FailedAttempt } from './failure.ts';
import { readRecord } from './json-record.ts';
import { parsing, textOf } from './json-text.ts';
import type { PageParser } from './page-record.ts';

/**
 * Reads the array at `path` in a JSON document. The document is split at its brackets and commas outside of
 * strings. The bytes of a record, unless there are too many, are then parsed as core parses any JSON, so
 * that no digit is lost. The document around the records is parsed in the same way, once it is complete.
 */
export function jsonPage(path: string, maxRecordBytes: number): PageParser {
  const around = boundedBuffer(maxRecordBytes);
  const splitter = recordSplitter(path, maxRecordBytes, around);
  let number = 0;
  return {
    *write(block) {
      const pieces = splitter.split(block);
      for (;;) {
        const found = parsing(number, () => {
          const piece = pieces.next();
          if (around.isTooMany) throw tooMuchAround(maxRecordBytes);
          return piece.done ? undefined : readRecord(piece.value, maxRecordBytes);
        });
        if (found === undefined) return;
        number += 1;
        yield { ...found, number };
      }
    },
    end() {
      const bytes = splitter.isOver ? around.take() : undefined;
      if (bytes === undefined || isBlank(bytes)) {
        const where = number === 0 ? 'before any record' : `after record ${number}`;
        throw new FailedAttempt(`breaks off ${where}`, { isTemporary: true });
      }
      const envelope = parsing(number, () => parseExact(textOf(bytes)));
      if (!splitter.hasRecords) throw noArray(path, envelope);
      return { found: [], envelope };
    },
  };
}

function isBlank(bytes: Buffer): boolean {
  return !/[^ \t\r\n]/.test(bytes.toString('latin1'));
}

function tooMuchAround(maxBytes: number): FailedAttempt {
  return new FailedAttempt(`has more than ${maxBytes} bytes outside its records`, {
    isTemporary: false,
    advice: 'correct `records`, or raise `maxRecordBytes`',
  });
}

function noArray(path: string, around: unknown): FailedAttempt {
  if (path === '') {
    const advice = 'set `records` to the path of the array of records';
    return new FailedAttempt(`answers with ${kindOf(around)}`, { isTemporary: false, advice });
  }
  return new FailedAttempt(`has no array at \`${path}\``, {
    isTemporary: false,
    advice: 'correct `records`, or look at the answer: it may be an error',
  });
}
