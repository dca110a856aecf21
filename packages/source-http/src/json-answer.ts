import { Unreadable } from '@rowferry/core';
import type { Found } from '@rowferry/json';
import { isRecord, kindOf } from '@rowferry/json';
import { FailedAttempt } from './failure.ts';
import { containsList, hasOnlyPageFields, isBlank, saysFailure } from './page-fields.ts';
import type { PageRecord } from './page-record.ts';
import { answerPathsOf } from './paging-kind.ts';
import { valueAt } from './path.ts';
import type { JsonPageSettings } from './settings.ts';

/** A JSON document that was read to its end. */
export interface Answer {
  /** The document around its records. */
  readonly envelope: unknown;
  /** What was at the path of the records, if records could begin there. */
  readonly found: Found | undefined;
  /** The number of records. */
  readonly count: number;
  /** The object that was found in place of an array. */
  readonly only: PageRecord | undefined;
  /** The records in that object, if it shows that they are in it by key. */
  readonly byKey: readonly PageRecord[] | undefined;
}

/** Throws a `FailedAttempt` unless the answer is a page, of which records may be missing only if there are none. */
export function checkAnswer(answer: Answer, settings: JsonPageSettings): void {
  const { envelope, found, count, only } = answer;
  const { records, recordsOptional } = settings;
  checkGraphqlErrors(envelope);
  if (found === 'array' || found === 'object') {
    if (count === 0 && !recordsOptional && saysFailure(envelope)) throw failed();
  } else if (only !== undefined) checkOnly(only, answer, settings);
  else if (records === '') {
    if (envelope !== null) throw otherRoot(envelope);
  } else if (recordsOptional && isRecord(envelope)) {
    if (saysFailure(envelope)) throw failed();
    if (containsList(envelope)) throw noArray(records);
  } else if (!isBlankAt(envelope, records) || !hasOnlyPageFields(envelope, knownPaths(settings))) {
    throw noArray(records, OPTIONAL_ADVICE);
  }
}

/** One object in place of an array is one record, if nothing says that it is something else. */
function checkOnly(only: PageRecord, answer: Answer, settings: JsonPageSettings): void {
  const { envelope, byKey } = answer;
  const { records, recordsOptional, keyed, rowHeader } = settings;
  const isPage = recordsOptional || hasOnlyPageFields(envelope, knownPaths(settings));
  if (rowHeader !== undefined || !isPage || saysFailure(envelope)) throw noArray(records);
  if (keyed === undefined && looksLikeSeveral(only) && byKey === undefined) {
    throw new FailedAttempt(`has an object instead of an array at \`${records}\``, {
      isTemporary: false,
      advice:
        'correct `records`, or say what it is: `keyed: true` for records by key, `keyed: false` for one record',
    });
  }
}

/** Whether an object may be the records by key, or something that contains them. */
function looksLikeSeveral({ record }: PageRecord): boolean {
  if (record instanceof Unreadable) return true;
  const values = Object.values(record);
  const hasList = values.some((value) => Array.isArray(value) && value.some(isRecord));
  return hasList || (values.length > 0 && values.every(isRecord)) || saysFailure(record);
}

/** Whether there is nothing at the path: null, an empty text or object, or no such field. */
function isBlankAt(envelope: unknown, path: string): boolean {
  const value = valueAt(envelope, path);
  return value === undefined || (isBlank(value) && value !== 0);
}

/** Where the options expect something in an answer. */
function knownPaths({ records, rowHeader, paging }: JsonPageSettings): readonly string[] {
  const header = typeof rowHeader === 'string' ? [rowHeader] : [];
  return [records, ...header, ...answerPathsOf(paging)];
}

/** GraphQL answers with status 200 when fields could not be resolved, which are then null. */
function checkGraphqlErrors(envelope: unknown): void {
  const errors = isRecord(envelope) ? envelope['errors'] : undefined;
  if (!Array.isArray(errors) || errors.length === 0) return;
  if (!errors.every((error) => isRecord(error) && typeof error['message'] === 'string')) return;
  const isTemporary = errors.some((error) => WAITS.test(codeOf(error)));
  throw new FailedAttempt(`answers with \`errors\` of GraphQL (${errors.length})`, {
    isTemporary,
    isUnsent: isTemporary,
    advice: 'look at the answer: records, or values of them, may be missing',
  });
}

const WAITS = /^(?:THROTTLED|RATE_?LIMIT(?:ED)?)$/i;

function codeOf(error: unknown): string {
  return String(valueAt(error, 'extensions.code') ?? valueAt(error, 'type'));
}

function failed(): FailedAttempt {
  return new FailedAttempt('has no records, and says that it failed', {
    isTemporary: false,
    advice: 'look at the answer',
  });
}

function otherRoot(envelope: unknown): FailedAttempt {
  const advice = 'set `records` to the path of the array of records';
  return new FailedAttempt(`answers with ${kindOf(envelope)}`, { isTemporary: false, advice });
}

const OPTIONAL_ADVICE = '; if it is a page without records, add `recordsOptional: true`';

function noArray(path: string, furtherAdvice = ''): FailedAttempt {
  return new FailedAttempt(`has no array at \`${path}\``, {
    isTemporary: false,
    advice: `correct \`records\`, or look at the answer: it may be an error${furtherAdvice}`,
  });
}
