import type { Answer, Meaning, RowMeaning } from '@rowferry/core';
import type { ApiError } from './api-error.ts';

/** What a request is for. The same answer means different things to different requests. */
export type Purpose = 'create' | 'upload' | 'cancel' | 'read' | 'token';

/** What an answer is that does not contain what was asked for. */
export interface Classification {
  readonly answer: Exclude<Answer, 'unsent'>;
  readonly meaning: Meaning;
}

/** The kinds of error, which are the last two digits of a code (docs/zuora-api.md, section 8). */
const LOGIN = 11;
const DENIED: readonly number[] = [10, 12, 13, 14, 15];
const UNKNOWN_FIELD = 21;
const RULE = 30;
const NOT_FOUND = 40;
const LOCKED = 50;
const LIMIT = 70;
/** Internal errors. What was asked for may have been done nevertheless. */
const INTERNAL: readonly number[] = [60, 61, 99];
const PASSING: readonly number[] = [LOCKED, ...INTERNAL];
const INVALID: readonly number[] = [20, UNKNOWN_FIELD, 22, 23, 24, 25, 26, RULE];

/** These refuse whatever the body is (docs/zuora-api.md, section 1.1 and 4.4). */
const REFUSING: readonly number[] = [401, 403, 413, 415, 429];
const SERVICE_LIMIT = 71_012_560;
/** The only refusal of a create that is documented; a full tenant may answer with it (section 13). */
const BAD_CREATE = 71_013_020;
/** `objectJob.file.headers`: the header is wrong, and every file has the same header (section 8). */
const HEADERS_RESOURCE = 710_137;

const LIMIT_WORDS = /limit|concurren|too many|maximum|exceed|retry later/i;
const RATE_WORDS = /\brate\b|\brequests\b|\brequest (?:limit|exceeded limit)/i;
const SIZE_WORDS =
  /too (?:large|big|long)|(?:file|size|bytes?|rows?|records|[km]i?b)\b.*(?:limit|exceed|maximum|more than|too many)|(?:limit|exceed|maximum|more than|too many).*\b(?:file|size|bytes?|rows?|records|[km]i?b)\b/i;
const UNFILTERABLE_WORDS = /filterable/i;
const ABSENT_WORDS = /not ?found|not exist/i;
const DUPLICATE_WORDS = /uniq|duplicat|already|exist|constraint|conflict/i;

/**
 * The one classification of answers, which every request uses. A request that changes something was refused
 * only if Zuora itself says so; whatever else is not the thing that was asked for is lost: it may have been
 * done (docs/zuora-api.md, sections 1.2, 4, 6.4 and 8).
 */
export function classify(purpose: Purpose, status: number, error: ApiError): Classification {
  const category = categoryOf(error.code);
  return {
    answer: answerOf(purpose, status, error, category),
    meaning: meaningOf(purpose, status, error, category),
  };
}

function answerOf(
  purpose: Purpose,
  status: number,
  { isStated }: ApiError,
  category: number | undefined,
): Classification['answer'] {
  if (REFUSING.includes(status)) return 'refused';
  const isInternal = status === 500 || status === 408 || isOneOf(INTERNAL, category);
  if (isStated && !isInternal) return 'refused';
  const changesNothing = purpose === 'read' || purpose === 'token';
  const isClientError = status >= 300 && status < 500 && status !== 408;
  return changesNothing && isClientError ? 'refused' : 'lost';
}

/** Codes come before words, and words about a rate before words about a size. */
function meaningOf(
  purpose: Purpose,
  status: number,
  error: ApiError,
  category: number | undefined,
): Meaning {
  const words = wordsOf(error);
  const isPassing = status === 408 || status >= 500 || isOneOf(PASSING, category);
  const isRate = status === 429 || category === LIMIT || saysRate(words);
  if (status === 401 || category === LOGIN) return 'login';
  if (purpose === 'create' && seemsFull(status, error, category, words)) return 'full';
  if (isRate) return 'rate';
  if (isPassing) return 'passing';
  if (purpose === 'token' && status >= 300) return 'login';
  if (purpose === 'token' && error.isStated) return 'login';
  if (purpose === 'upload' && (status === 413 || SIZE_WORDS.test(words))) return 'too-large';
  if (status === 404 || category === NOT_FOUND || ABSENT_WORDS.test(words)) return 'missing';
  return isLasting(status, error.code, category) || UNFILTERABLE_WORDS.test(words)
    ? 'lasting'
    : 'other';
}

/** How Zuora says that a tenant is full is not documented, so every likely form counts (section 4.1). */
function seemsFull(
  status: number,
  { code, message = '' }: ApiError,
  category: number | undefined,
  words: string,
): boolean {
  if (status === 403 || isOneOf(DENIED, category)) return false;
  if (LIMIT_WORDS.test(words) && !saysRate(words)) return true;
  if (category === LOCKED || (category === LIMIT && status !== 429 && !saysRate(words)))
    return true;
  return status === 400 && Number(code) === BAD_CREATE && /^(?:bad request)?\W*$/i.test(message);
}

function saysRate(words: string): boolean {
  return LIMIT_WORDS.test(words) && RATE_WORDS.test(words);
}

function isLasting(status: number, code: ApiError['code'], category: number | undefined): boolean {
  if (status === 403 || status === 415 || isOneOf(DENIED, category)) return true;
  return category === UNKNOWN_FIELD || isAboutHeaders(code);
}

/** What the error of a job as a whole means (docs/zuora-api.md, sections 1.8 and 8). */
export function jobMeaningOf({ code, message }: Pick<ApiError, 'code' | 'message'>): Meaning {
  const category = categoryOf(code);
  if (Number(code) === SERVICE_LIMIT || /service limit/i.test(message ?? '')) return 'full';
  if (category === LIMIT) return 'rate';
  if (isOneOf(PASSING, category)) return 'passing';
  const isUnknown = category === UNKNOWN_FIELD || category === NOT_FOUND;
  return isUnknown || isOneOf(DENIED, category) || isAboutHeaders(code) ? 'lasting' : 'other';
}

/**
 * What the refusal of a row means; `undefined` if that is not known. Which code a value has that is not unique is not documented: rule
 * restriction is likely, but values out of bounds have it, too, and only the message tells the two apart.
 */
export function rowMeaningOf({
  code,
  message,
}: Pick<ApiError, 'code' | 'message'>): RowMeaning | undefined {
  const category = categoryOf(code);
  const isAbsent = ABSENT_WORDS.test(message ?? '');
  const isDuplicate = message === undefined ? category === RULE : DUPLICATE_WORDS.test(message);
  if (isDuplicate && !isAbsent) return 'duplicate';
  if (isOneOf([LIMIT, ...PASSING], category)) return 'passing';
  if (category === NOT_FOUND) return 'missing';
  return isOneOf([...DENIED, ...INVALID], category) ? 'lasting' : undefined;
}

/** The kind of error. A code of three digits is an HTTP status. */
function categoryOf(code: ApiError['code']): number | undefined {
  const number = Number(code);
  if (code === undefined || !Number.isInteger(number)) return undefined;
  return number >= 100 && number < 600 ? undefined : number % 100;
}

function isOneOf(categories: readonly number[], category: number | undefined): boolean {
  return category !== undefined && categories.includes(category);
}

function isAboutHeaders(code: ApiError['code']): boolean {
  return Math.floor(Number(code) / 100) === HEADERS_RESOURCE;
}

/** Some endpoints answer with a word instead of a number, such as `REQUEST_EXCEEDED_LIMIT`. */
function wordsOf({ code, message = '' }: ApiError): string {
  return typeof code === 'string' ? `${code.replaceAll('_', ' ')} ${message}` : message;
}
