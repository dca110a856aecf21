const LINK = /<([^>]*)>((?:\s*;\s*[^\s=;,]+\s*(?:=\s*(?:"(?:[^"\\]|\\.)*"|[^\s";,]*))?)*)/g;
const RELATION = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s";,]*))/i;

/** The address of the link with `rel="next"` in a `Link` header (RFC 8288). */
export function nextLinkOf(header: string | undefined): string | undefined {
  for (const [, address, parameters = ''] of (header ?? '').matchAll(LINK)) {
    const [, quoted, bare = ''] = RELATION.exec(parameters) ?? [];
    if ((quoted ?? bare).toLowerCase().split(/\s+/).includes('next')) return address;
  }
  return undefined;
}
