import { isRecord } from '@rowferry/json';
import { wordsOf } from './address.ts';

/** The words of which APIs make the names of fields that say something about a page. */
const PAGE_WORDS = new Set(
  `kind object type odata context etag self href url uri link links next prev previous first last
  meta metadata page pages paging pagination info list number no num index offset cursor marker position
  size limit max count counts total totals rows row record records items item elements results result estimate
  per from to start end since until has have is more complete token continuation continue sync scroll
  order sort by dir direction skip top nav templated embedded
  pagesize pagenumber perpage startat maxresults totalcount totalresults totalpages hasmore nextpage`.split(
    /\s+/,
  ),
);
/** Words that say nothing about the answer, and do not show that it is a page. */
const SIDE_WORDS = new Set(
  'id request trace correlation time took ms seconds timestamp date at now duration elapsed server version api'.split(
    ' ',
  ),
);
/** Names of what became of the request, and values that mean that it succeeded. */
const OUTCOME =
  /^(?:success(?:ful)?|succeeded|ok|(?:http_?)?(?:status|code)|status_?(?:code|text|message)|state|message|msg|error_?code|error_?(?:message|msg)|err(?:or|code|msg|no)?)$/i;
const SUCCESS = /^(?:ok|success(?:ful)?|succeeded|done|completed?|200|0+|none)$/i;
const LINKS = /^_?links?$/i;
const FAILURE = /err|fail|fault|exception|denied|invalid|unauthor|forbidden/i;

/**
 * Whether a document contains nothing but what belongs to a page without records: fields on the way to `paths`, empty
 * values, and fields whose names and values only say something about a page. At least one of them must show that it is
 * a page: an empty object may be anything.
 */
export function hasOnlyPageFields(envelope: unknown, paths: readonly string[]): boolean {
  if (!isRecord(envelope)) return false;
  const entries = Object.entries(envelope);
  return (
    entries.every(([name, value]) => isOfPage(name, value, paths)) &&
    entries.some(([name]) => below(name, paths).length > 0 || wordsOf(name).some(isPageWord))
  );
}

/** Whether a document says in its own fields that the request failed. */
export function saysFailure(document: unknown): boolean {
  if (!isRecord(document)) return false;
  return Object.entries(document).some(([name, value]) => {
    if (/^(?:success|ok)$/i.test(name)) return value === false || value === 'false';
    return /^(?:errors?|fault|exception)$/i.test(name) && !isSuccess(name, value);
  });
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

function isOfPage(name: string, value: unknown, paths: readonly string[]): boolean {
  const rest = below(name, paths);
  if (rest.includes('') || isBlank(value)) return true;
  if (rest.length > 0) return isRecord(value) && hasOnlyFieldsOfPage(value, rest);
  if (OUTCOME.test(name)) return isSuccess(name, value);
  if (LINKS.test(name)) return typeof value === 'object';
  const words = wordsOf(name);
  if (words.length === 0 || !words.every((word) => isPageWord(word) || SIDE_WORDS.has(word)))
    return false;
  if (isRecord(value)) return hasOnlyFieldsOfPage(value, []);
  return !Array.isArray(value) && !(typeof value === 'string' && mayBeMessage(value));
}

function hasOnlyFieldsOfPage(fields: object, paths: readonly string[]): boolean {
  return Object.entries(fields).every(([name, value]) => isOfPage(name, value, paths));
}

/** The rests of those paths that lead through, or to, the field. */
function below(name: string, paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    if (path === name) return [''];
    return path.startsWith(`${name}.`) ? [path.slice(name.length + 1)] : [];
  });
}

function isPageWord(word: string): boolean {
  return PAGE_WORDS.has(word);
}

/** A value of a field that says what became of the request. */
function isSuccess(name: string, value: unknown): boolean {
  const flag = FAILURE.test(name) ? 'false' : 'true';
  return isBlank(value) || String(value).toLowerCase() === flag || SUCCESS.test(String(value));
}

/** Words that a person reads, or one that names a failure. An address may contain any word. */
function mayBeMessage(text: string): boolean {
  return !text.includes('://') && (/[a-z]\s|\s[a-z]/i.test(text) || FAILURE.test(text));
}
