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
/** The only refusal of a create that is documented; a full tenant may answer with it (section 1.2). */
const BAD_CREATE = 71_013_020;
/** `objectJob.file.headers`: the header is wrong, and every file has the same header (section 8). */
const HEADERS_RESOURCE = 710_137;

const LIMIT_WORDS = /limit|concurren|too many|maximum|exceed|only \d|active|in progress/i;
const JOB_WORDS = /\bjobs?\b/i;
const PATH = /\/[\w/{}-]+/g;
const FULL_WORDS = /service limit|retry later|concurren|too many/i;
const REQUEST_WORDS = /\brate\b|\brequests\b|\brequest (?:limit|exceeded limit)/i;
const BAD_REQUEST_WORDS = /^(?:http 400 )?(?:bad request)?\W*$/i;
const SIZE_WORDS =
  /too (?:large|big|long)|(?:file|size|bytes?|rows?|records|body|[km]i?b)\b.*(?:limit|exceed|maximum|more than|too many)|(?:limit|exceed|maximum|more than|too many).*\b(?:file|size|bytes?|rows?|records|[km]i?b)\b/i;
/** The width of a file is the same in each part of it. */
const WIDTH_WORDS = /\b(?:headers?|columns?|fields?)\b/i;
const UNFILTERABLE_WORDS = /filterable/i;
const ABSENT_WORDS = /not ?found|not exist/i;
const DUPLICATE_WORDS = /uniq|duplicat|already (?:exists|used|taken)/i;
/** These may also be about a rule of another kind. */
const RULE_WORDS = /already|exist|constraint|conflict/i;

/**
 * The one classification of answers, which every request uses. A request that changes something was refused
 * only if Zuora itself says so; whatever else is not the thing that was asked for is lost: it may have been
 * done (docs/zuora-api.md, sections 1.2, 4, 6.4 and 8). Codes come before words.
 */
export function classify(purpose: Purpose, httpStatus: number, error: ApiError): Classification {
  // Some bodies repeat the status as their code, also within a 200.
  const code = Number(error.code);
  const status = isHttpStatus(code) ? code : httpStatus;
  const said: Said = { purpose, status, error, category: categoryOf(error.code) };
  return { answer: answerOf(said), meaning: meaningOf(said) };
}

/** What an answer says. */
interface Said {
  readonly purpose: Purpose;
  readonly status: number;
  readonly error: ApiError;
  readonly category: number | undefined;
}

/** Whether an answer with this status is a refusal, whatever its body is. */
export function isRefusing(status: number): boolean {
  return REFUSING.includes(status);
}

function answerOf({ purpose, status, error, category }: Said): Classification['answer'] {
  if (isRefusing(status)) return 'refused';
  const changesNothing = purpose === 'read' || purpose === 'token';
  const isInternal = status === 500 || status === 408 || isOneOf(INTERNAL, category);
  const isOwnForm = error.isStated && !isHttpStatus(Number(error.code));
  // Gateways answer with a 5xx, and some of them with a code of their own.
  const isByZuora = isOwnForm && (status < 300 || isClientError(status));
  if (isByZuora && !isInternal) return 'refused';
  if (purpose === 'token' && error.isOAuth) return 'refused';
  return changesNothing && status >= 300 && status < 500 && status !== 408 ? 'refused' : 'lost';
}

function meaningOf(said: Said): Meaning {
  const { purpose, status, error, category } = said;
  if (status === 401 || category === LOGIN) return 'login';
  if (purpose === 'create' && seemsFull(said)) return 'full';
  if (status === 429 || category === LIMIT) return 'rate';
  if (status === 408 || status >= 500 || isOneOf(PASSING, category)) return 'passing';
  if (purpose === 'token')
    return status >= 300 || error.isStated || error.isOAuth ? 'login' : 'other';
  if (saysRate(wordsOf(error))) return 'rate';
  if (isLasting(status, error.code, category)) return 'lasting';
  if (status === 404 || category === NOT_FOUND) return 'missing';
  return meaningOfWords(said);
}

function meaningOfWords({ purpose, status, error }: Said): Meaning {
  const words = wordsOf(error);
  const isSize = SIZE_WORDS.test(words) && !WIDTH_WORDS.test(words);
  if (purpose === 'upload' && (status === 413 || isSize)) return 'too-large';
  if (typeof error.code !== 'number' && ABSENT_WORDS.test(words)) return 'missing';
  return UNFILTERABLE_WORDS.test(words) ? 'lasting' : 'other';
}

/** How Zuora says that a tenant is full is not documented, so every likely form counts (section 4.1). */
function seemsFull({ status, error, category }: Said): boolean {
  if (isLasting(status, error.code, category) || category === NOT_FOUND) return false;
  // The path of the request has the word, too.
  const words = wordsOf(error).replace(PATH, '');
  if (JOB_WORDS.test(words) && LIMIT_WORDS.test(words)) return true;
  if (saysRate(words)) return false;
  if (FULL_WORDS.test(words) || category === LOCKED) return true;
  if (category === LIMIT) return status !== 429;
  const isBare = BAD_REQUEST_WORDS.test(error.message ?? '');
  return status === 400 && Number(error.code) === BAD_CREATE && isBare;
}

function saysRate(words: string): boolean {
  return /throttl/i.test(words) || (LIMIT_WORDS.test(words) && REQUEST_WORDS.test(words));
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
 * What the refusal of a row means; `undefined` if that is not known. Which code a value has that is not unique
 * is not documented: rule restriction is likely, but values out of bounds have it, too, and only the message
 * tells the two apart.
 */
export function rowMeaningOf({
  code,
  message,
}: Pick<ApiError, 'code' | 'message'>): RowMeaning | undefined {
  const category = categoryOf(code);
  if (isOneOf([LIMIT, ...PASSING], category)) return 'passing';
  if (category === NOT_FOUND) return 'missing';
  const isRule = category === RULE || category === undefined;
  if (message === undefined) {
    if (category === RULE) return 'duplicate';
  } else if (DUPLICATE_WORDS.test(message)) return 'duplicate';
  else if (isRule && RULE_WORDS.test(message) && !ABSENT_WORDS.test(message)) return 'duplicate';
  return isOneOf([...DENIED, ...INVALID], category) ? 'lasting' : undefined;
}

/** The kind of error. A code of three digits is an HTTP status. */
function categoryOf(code: ApiError['code']): number | undefined {
  const number = Number(code);
  if (code === undefined || !Number.isInteger(number)) return undefined;
  return isHttpStatus(number) ? undefined : number % 100;
}

function isHttpStatus(code: number): boolean {
  return Number.isInteger(code) && code >= 100 && code < 600;
}

function isClientError(status: number): boolean {
  return status >= 400 && status < 500;
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
