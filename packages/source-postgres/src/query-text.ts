const READ_KEYWORD = /(?:select|values|table|with)(?![\w$\u0080-\uffff])|\(/iy;
const BLANK_OR_COMMENT = /\s+|--[^\r\n]*/y;
/** A string, a quoted name or a word: in these, `;` and `--` have no meaning. */
const QUOTED =
  /[eE]'[^'\\]*(?:(?:\\.|'')[^'\\]*)*'|'[^']*(?:''[^']*)*'|"[^"]*"|\$([a-zA-Z_\u0080-\uffff][\w\u0080-\uffff]*)?\$.*?\$\1\$|[\w\u0080-\uffff][\w$\u0080-\uffff]*/sy;
const COMMENT_MARK = /\/\*|\*\//g;

/**
 * The statement of a query, without the comments and blanks around it and the `;` after it. Returns
 * `undefined` if it does not begin like a statement that reads rows.
 */
export function statementIn(query: string): string | undefined {
  let start: number | undefined;
  let end = 0;
  for (let at = 0; at < query.length; ) {
    const ignored = endOf(BLANK_OR_COMMENT, query, at) ?? endOfComment(query, at);
    if (ignored !== undefined) {
      at = ignored;
      continue;
    }
    start ??= at;
    const isEnd = query[at] === ';';
    at = endOf(QUOTED, query, at) ?? at + 1;
    if (!isEnd) end = at;
  }
  if (start === undefined || endOf(READ_KEYWORD, query, start) === undefined) return undefined;
  return query.slice(start, end);
}

function endOf(token: RegExp, text: string, at: number): number | undefined {
  token.lastIndex = at;
  return token.test(text) ? token.lastIndex : undefined;
}

/** Comments may be nested. One without an end extends to the end of the text. */
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
