const READS = /(?:select|values|table|with)(?![\w$\u0080-\uffff])|\(/iy;
const NOTHING = /\s+|--[^\r\n]*/y;
/** A text, a name or a word: within them a `;` or a `--` means nothing. */
const QUOTED =
  /[eE]'[^'\\]*(?:(?:\\.|'')[^'\\]*)*'|'[^']*(?:''[^']*)*'|"[^"]*"|\$([a-zA-Z_\u0080-\uffff][\w\u0080-\uffff]*)?\$.*?\$\1\$|[\w\u0080-\uffff][\w$\u0080-\uffff]*/sy;
const COMMENT_MARK = /\/\*|\*\//g;

/**
 * The one statement of a query, without the comments and blanks around it and the `;` behind it;
 * `undefined` where it is none that only reads rows.
 */
export function statementIn(query: string): string | undefined {
  let start: number | undefined;
  let end = 0;
  for (let at = 0; at < query.length; ) {
    const nothing = endOf(NOTHING, query, at) ?? endOfComment(query, at);
    if (nothing !== undefined) {
      at = nothing;
      continue;
    }
    start ??= at;
    const isEnd = query[at] === ';';
    at = endOf(QUOTED, query, at) ?? at + 1;
    if (!isEnd) end = at;
  }
  if (start === undefined || endOf(READS, query, start) === undefined) return undefined;
  return query.slice(start, end);
}

function endOf(token: RegExp, text: string, at: number): number | undefined {
  token.lastIndex = at;
  return token.test(text) ? token.lastIndex : undefined;
}

/** Comments may stand in one another; one without an end goes to the end of the text. */
function endOfComment(text: string, at: number): number | undefined {
  if (!text.startsWith('/*', at)) return undefined;
  COMMENT_MARK.lastIndex = at;
  let depth = 0;
  for (let found = COMMENT_MARK.exec(text); found !== null; found = COMMENT_MARK.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return COMMENT_MARK.lastIndex;
  }
  return text.length;
}
