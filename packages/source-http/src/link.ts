import type { SourceRecord } from '@rowferry/core';
import { isRecord } from '@rowferry/json';

const PARAMETER = String.raw`\s*;\s*([^\s=;,]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s";,]*)))?`;
const LINK = new RegExp(`<([^>]*)>((?:${PARAMETER})*)`, 'g');

/** The address of the link to the next page in a `Link` header (RFC 8288). */
export function nextLinkOf(header: string | undefined): string | undefined {
  for (const [, address, parameters = ''] of (header ?? '').matchAll(LINK)) {
    for (const [, name, quoted, bare] of parameters.matchAll(new RegExp(PARAMETER, 'g'))) {
      const relations = quoted ?? bare ?? '';
      if (name?.toLowerCase() === 'rel' && isNext(relations)) return address;
    }
  }
  return undefined;
}

/**
 * The link in a value of an answer: the value itself, the `href` of an object, or that of the one object in a list
 * whose relation is that of the next page. `undefined` if there is none. What is not understood is returned as it is.
 */
export function linkIn(value: unknown): unknown {
  if (!Array.isArray(value)) return isRecord(value) ? addressOf(value) : value;
  const related = value.filter((item) => isRecord(item) && ('rel' in item || 'relation' in item));
  if (related.length < value.length) return value;
  const links = new Set(related.filter((link) => isNext(relationsOf(link))).map(addressOf));
  // Any other relation with this word may lead to the next page, so the list does not say that there is none.
  const mayContinue = links.size === 0 && related.some((link) => /next/i.test(relationsOf(link)));
  return links.size > 1 || mayContinue ? value : [...links][0];
}

function relationsOf({ rel, relation }: SourceRecord): string {
  return [rel ?? relation].flat().join(' ');
}

/** Some APIs write `nextPage`, or an address that ends in the word. */
function isNext(relations: string): boolean {
  return /(?:^|[\s/#:])next(?:[-_ ]?page)?(?:\s|$)/i.test(relations);
}

function addressOf(link: SourceRecord): unknown {
  const name = ['href', 'url', 'uri'].find((one) => one in link);
  return name === undefined ? link : link[name];
}
