import { digestOf } from '@rowferry/core/internal';
import { isRecord } from '@rowferry/json';
import { wordsOf } from './address.ts';
import { areOfPage, isTextOfPage, showPage } from './page-words.ts';

/** Names of what became of the request, and values that mean that it succeeded. */
const OUTCOME =
  /^(?:success(?:ful)?|succeeded|ok|(?:http_?)?(?:status|code)|status_?(?:code|text|message)|state|message|msg|error_?code|error_?(?:message|msg)|err(?:or|code|msg|no)?)$/i;
const SUCCESS = /^(?:ok|success(?:ful)?|succeeded|done|completed?|20\d|0+|none)$/i;
const FAILED = /err|fail/i;
const MESSAGE = /^(?:status_?)?(?:message|msg)$/i;
const NO_RECORDS =
  /^no (?:more |further |matching )?(?:data|records?|results?|rows?|items?|entries)(?: (?:found|available|left))?[.!]?$/i;
const LINKS = /^_?links?$/i;
/** So that a checkpoint stays small. */
const SAID_MAX = 20;

/** What is known about the answers of an API. */
export interface KnownFields {
  /** Where the options expect something. */
  readonly paths: readonly string[];
  /** What the page before said about itself, see {@link saidBy}. */
  readonly said: ReadonlySet<string>;
}

/**
 * Whether a document contains nothing but what belongs to a page without records: fields on the way to `paths`, empty
 * values, and fields whose names and values only say something about a page, or the same as on the page before. At
 * least one of them must show that it is a page: an empty object may be anything.
 */
export function hasOnlyPageFields(envelope: unknown, known: KnownFields): boolean {
  if (!isRecord(envelope)) return false;
  const shows = ([name, value]: [string, unknown]) =>
    isOnWay(name, known) || known.paths.includes(name) || showPage(wordsOf(name), isBlank(value));
  return hasOnlyFieldsOfPage(envelope, '', known) && Object.entries(envelope).some(shows);
}

/** Whether a document says in its own fields that the request failed. */
export function saysFailure(document: unknown): boolean {
  if (!isRecord(document)) return false;
  return Object.entries(document).some(([name, value]) => {
    if (/^(?:success|ok)$/i.test(name)) return value === false || value === 'false';
    return /^(?:errors?|fault|exception)$/i.test(name) && !isSuccess(name, value);
  });
}

/**
 * The name of a field that says what became of the request, if that is neither a success nor the same as on the page
 * before. Looks into objects about the page, and into those on the way to the records.
 */
export function unclearOutcome(document: unknown, known: KnownFields, at = ''): string | undefined {
  if (!isRecord(document)) return undefined;
  for (const [name, value] of Object.entries(document)) {
    const path = at + name;
    if (isRecord(value)) {
      const isLooked = OUTCOME.test(name) || isOnWay(path, known) || areOfPage(wordsOf(name));
      const found = isLooked ? unclearOutcome(value, known, `${path}.`) : undefined;
      if (found !== undefined) return found;
    } else if (OUTCOME.test(name) && !isSuccess(name, value) && !wasSaid(path, value, known)) {
      return name;
    }
  }
  return undefined;
}

/** Digests of what a document says about itself in words, or about its outcome. */
export function saidBy(document: unknown, paths: readonly string[], at = ''): readonly string[] {
  if (!isRecord(document)) return [];
  const said = Object.entries(document).flatMap(([name, value]) => {
    const path = at + name;
    if (paths.includes(path) || Array.isArray(value)) return [];
    if (isRecord(value)) return saidBy(value, paths, `${path}.`);
    const isSaid = OUTCOME.test(name) || (typeof value === 'string' && areOfPage(wordsOf(name)));
    return isSaid ? [digestOfSaid(path, value)] : [];
  });
  return said.slice(0, SAID_MAX);
}

/** Whether all fields of an object are such as say something about a page or an outcome, and not about a record. */
export function isAboutPage(object: object): boolean {
  return Object.keys(object).every((name) => OUTCOME.test(name) || areOfPage(wordsOf(name)));
}

/** Whether a document contains a list of objects, which may be the records, other than one of links. */
export function containsList(document: object): boolean {
  return Object.entries(document).some(([name, value]) => {
    if (LINKS.test(name)) return false;
    return Array.isArray(value) ? value.some(isRecord) : isRecord(value) && containsList(value);
  });
}

/** Null, zero, or an empty text, array or object. */
export function isBlank(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isRecord(value)) return Object.keys(value).length === 0;
  return value === null || value === '' || value === 0;
}

function hasOnlyFieldsOfPage(fields: object, at: string, known: KnownFields): boolean {
  return Object.entries(fields).every(([name, value]) => isOfPage(name, value, at + name, known));
}

function isOfPage(name: string, value: unknown, path: string, known: KnownFields): boolean {
  if (known.paths.includes(path) || isBlank(value)) return true;
  const within = () => isRecord(value) && hasOnlyFieldsOfPage(value, `${path}.`, known);
  if (isOnWay(path, known)) return within();
  if (OUTCOME.test(name)) return isSuccess(name, value) || wasSaid(path, value, known);
  if (LINKS.test(name)) return typeof value === 'object';
  const words = wordsOf(name);
  if (!areOfPage(words)) return false;
  if (typeof value === 'string') return isTextOfPage(words, value) || wasSaid(path, value, known);
  return isRecord(value) ? within() : !Array.isArray(value);
}

/** Whether one of the paths leads through the field. */
function isOnWay(path: string, { paths }: KnownFields): boolean {
  return paths.some((one) => one.startsWith(`${path}.`));
}

function wasSaid(path: string, value: unknown, { said }: KnownFields): boolean {
  return !isRecord(value) && !Array.isArray(value) && said.has(digestOfSaid(path, value));
}

function digestOfSaid(path: string, value: unknown): string {
  return digestOf([path, String(value)]).slice(0, 12);
}

/** A value of a field that says what became of the request. */
function isSuccess(name: string, value: unknown): boolean {
  const flag = FAILED.test(name) ? 'false' : 'true';
  const text = String(value);
  if (isBlank(value) || text.toLowerCase() === flag || SUCCESS.test(text)) return true;
  return MESSAGE.test(name) && NO_RECORDS.test(text);
}
