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
