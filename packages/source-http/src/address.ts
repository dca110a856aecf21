/** What is no secret in a path: words of up to 20 letters, a short number, a version such as `v2.1`. */
const PLAIN_SEGMENT = /^(?:[a-z]{0,20}(?:[-_.~][a-z]{1,20})*|\d{1,10}|v\d{1,3}(?:\.\d{1,3})*)$/i;

/**
 * An address as shown in messages and locations. Its query and its login may be secret, and so may parts of its path
 * that are neither words nor numbers, such as the token of a webhook: each is shown as `…`.
 */
export function shown(url: URL): string {
  const segments = url.pathname.split('/');
  const path = segments.map((segment) => (PLAIN_SEGMENT.test(segment) ? segment : '…')).join('/');
  return `${url.origin}${path}`;
}

/** An address without its query. */
export function withoutQuery(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/** The same address at the origin of `home`, if its own is an alias of that. */
export function ownAddress(url: URL, home: URL, aliases: readonly string[]): URL {
  if (!aliases.includes(url.origin)) return url;
  const own = new URL(home);
  own.pathname = url.pathname;
  own.search = url.search;
  return own;
}

/**
 * Puts a parameter into the query of `url`, and replaces any with the same name. The rest of the query stays
 * the same byte for byte: a strict server distinguishes `+` from `%20`, and a signature may cover it.
 */
export function putParameter(url: URL, name: string, value: string): void {
  putPart(url, `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
}

function putPart(url: URL, own: string): void {
  const parts = partsOf(url);
  const first = parts.findIndex((part) => nameOf(part) === nameOf(own));
  if (first === -1) parts.push(own);
  else parts[first] = own;
  url.search = parts.filter((part) => part === own || nameOf(part) !== nameOf(own)).join('&');
}

function partsOf(url: URL): string[] {
  const query = url.search.slice(1);
  return query === '' ? [] : query.split('&');
}

function nameOf(part: string): string | undefined {
  return new URLSearchParams(part).keys().next().value;
}

/** An address without those parameters that `first` also has: they are the user's, and may be secret. */
export interface StrippedAddress {
  readonly href: string;
  /** The names of the parameters that were removed. */
  readonly spared: readonly string[];
}

export function withoutOwnParameters(href: string, first: URL): StrippedAddress {
  const url = new URL(href);
  const spared = [...new Set(first.searchParams.keys())].filter(
    (name) => first.searchParams.get(name) === url.searchParams.get(name),
  );
  url.search = partsOf(url)
    .filter((part) => !spared.includes(nameOf(part) ?? ''))
    .join('&');
  return { href: spared.length === 0 ? href : url.href, spared };
}

/** The words of which APIs make the names of parameters that select a page, and only such. */
const PAGE_WORDS = new Set(
  `p page pages number no num index offset cursor marker position size limit count rows row per id
  next last first since until start end from to at after before skip top max min results items
  scroll continuation continue resume sync order sort by dir direction asc desc
  pagesize pagenumber pageno perpage startat startindex maxresults orderby sortby
  pagetoken nexttoken nextpagetoken continuationtoken skiptoken lastid scrollid`.split(/\s+/),
);

/** A token or a key selects a page only right behind one of these: alone, or behind any other word, it may be a login. */
const BEFORE_TOKEN = new Set('page next start last skip sync delta cursor continuation'.split(' '));

/** Whether an address differs from `first` in nothing but parameters that select a page. */
export function onlyPages(href: string, first: URL): boolean {
  const url = new URL(href);
  const isPage = ([name, value]: [string, string]) => selectsPage(name) && !isAddress(value);
  const isSame = withoutQuery(url) === withoutQuery(first) && url.username + url.password === '';
  return isSame && [...url.searchParams].every(isPage);
}

/** A text that leads somewhere else, perhaps with a signature. */
export function isAddress(text: string): boolean {
  return text.includes('://');
}

/** The words of a name, whether it is written as `pageSize`, `page_size` or `page-size`. */
export function wordsOf(name: string): readonly string[] {
  return (
    name
      .replace(/([a-z])(?=[A-Z])/g, '$1 ')
      .toLowerCase()
      .match(/[a-z]+/g) ?? []
  );
}

function selectsPage(name: string): boolean {
  const words = wordsOf(name);
  if (words.length === 0) return false;
  return words.every((word, index) =>
    word === 'token' || word === 'key'
      ? BEFORE_TOKEN.has(words[index - 1] ?? '') && index + 1 === words.length
      : PAGE_WORDS.has(word),
  );
}

export function withOwnParameters({ href, spared }: StrippedAddress, first: URL): string {
  const url = new URL(href);
  for (const part of partsOf(first)) {
    if (spared.includes(nameOf(part) ?? '')) putPart(url, part);
  }
  return spared.length === 0 ? href : url.href;
}
