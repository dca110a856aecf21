import { Unreadable } from '@rowferry/core';
import type { Found } from '@rowferry/json';
import { isRecord, kindOf } from '@rowferry/json';
import { digestOfField, type Earlier } from './earlier.ts';
import { FailedAttempt } from './failure.ts';
import {
  containsList,
  hasOnlyPageFields,
  isAboutPage,
  isBlank,
  type KnownFields,
  saysFailure,
  unclearOutcome,
} from './page-fields.ts';
import type { PageRecord } from './page-record.ts';
import { answerPathsOf } from './paging-kind.ts';
import { valueAt } from './path.ts';
import type { JsonPageSettings, Settings } from './settings.ts';

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
  readonly earlier: Earlier;
}

/** Throws a `FailedAttempt` unless the answer is a page, of which records may be missing only if there are none. */
export function checkAnswer(answer: Answer, settings: JsonPageSettings): void {
  const { envelope, found, count, only } = answer;
  const { records, recordsOptional } = settings;
  checkGraphqlErrors(envelope);
  const known = knownFields(answer, settings);
  if (found === 'array' || found === 'object') {
    if (count === 0 && !recordsOptional) checkOutcome(envelope, known);
  } else if (only !== undefined) checkOnly(only, answer, settings);
  else if (records === '') {
    if (envelope !== null) throw otherRoot(envelope);
  } else if (recordsOptional && isRecord(envelope)) {
    if (saysFailure(envelope)) throw failed();
    if (containsList(envelope)) throw noArray(records);
  } else if (!isBlankAt(envelope, records) || !hasOnlyPageFields(envelope, known)) {
    throw noArray(records, OPTIONAL_ADVICE);
  }
}

/** Nothing in an answer without records may say that the request failed. */
function checkOutcome(envelope: unknown, known: KnownFields): void {
  if (saysFailure(envelope)) throw failed();
  const unclear = unclearOutcome(envelope, known);
  if (unclear !== undefined) throw mayHaveFailed(unclear);
}

/** One object in place of an array is one record, if nothing says that it is something else. */
function checkOnly(only: PageRecord, answer: Answer, settings: JsonPageSettings): void {
  const { envelope, byKey, earlier } = answer;
  const { records, recordsOptional, keyed, rowHeader } = settings;
  const isPage = recordsOptional || hasOnlyPageFields(envelope, knownFields(answer, settings));
  if (rowHeader !== undefined || !isPage || saysFailure(envelope)) throw noArray(records);
  if (keyed !== undefined || byKey !== undefined) return;
  if (looksLikeSeveral(only) || mayBeAnswer(only, earlier)) {
    throw new FailedAttempt(`has an object instead of an array at \`${records}\``, {
      isTemporary: false,
      advice:
        'look at the answer: it may be an error; if not, correct `records`, or say what it is: ' +
        '`keyed: true` for records by key, `keyed: false` for one record',
    });
  }
}

/** Whether an object may be an error, or about a page: it does not look like the records of earlier pages. */
function mayBeAnswer({ record }: PageRecord, { fields }: Earlier): boolean {
  const names = Object.keys(record);
  const familiar = names.filter((name) => fields.includes(digestOfField(name)));
  if (fields.length > 0 && familiar.length === 0) return true;
  return familiar.length < names.length && isAboutPage(record);
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

function knownFields({ earlier }: Answer, settings: JsonPageSettings): KnownFields {
  return { paths: knownPaths(settings), said: new Set(earlier.said) };
}

/** Where the options expect something in an answer. */
export function knownPaths({
  records,
  rowHeader,
  paging,
}: Pick<Settings, 'records' | 'rowHeader' | 'paging'>): readonly string[] {
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

function mayHaveFailed(name: string): FailedAttempt {
  return new FailedAttempt(`has no records, and its \`${name}\` may say that it failed`, {
    isTemporary: false,
    advice: `look at the answer${OPTIONAL_ADVICE}`,
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
