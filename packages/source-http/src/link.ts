import type { SourceRecord } from '@rowferry/core';
import { isRecord } from '@rowferry/json';

const PARAMETER = String.raw`\s*;\s*([^\s=;,]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s";,]*)))?`;
const LINK = new RegExp(`<([^>]*)>((?:${PARAMETER})*)`, 'g');

/** The address of the link with `rel="next"` in a `Link` header (RFC 8288). */
export function nextLinkOf(header: string | undefined): string | undefined {
  for (const [, address, parameters = ''] of (header ?? '').matchAll(LINK)) {
    for (const [, name, quoted, bare] of parameters.matchAll(new RegExp(PARAMETER, 'g'))) {
      const relations = (quoted ?? bare ?? '').toLowerCase().split(/\s+/);
      if (name?.toLowerCase() === 'rel' && relations.includes('next')) return address;
    }
  }
  return undefined;
}

/**
 * The link in a value of an answer: the value itself, the `href` of an object, or that of the one object in a list
 * whose relation is `next`. `undefined` if there is none. What is not understood is returned as it is.
 */
export function linkIn(value: unknown): unknown {
  if (!Array.isArray(value)) return isRecord(value) ? addressOf(value) : value;
  const related = value.filter((item) => isRecord(item) && ('rel' in item || 'relation' in item));
  if (related.length < value.length) return value;
  const links = new Set(related.filter(isNext).map(addressOf));
  return links.size > 1 ? value : [...links][0];
}

function isNext({ rel, relation }: SourceRecord): boolean {
  return [rel ?? relation].flat().join(' ').toLowerCase().split(/\s+/).includes('next');
}

function addressOf(link: SourceRecord): unknown {
  const name = ['href', 'url', 'uri'].find((one) => one in link);
  return name === undefined ? link : link[name];
}
