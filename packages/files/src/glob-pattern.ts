/** An escaped character, the characters in brackets, the start of alternatives such as `@(`, or a parenthesis. */
const PART = /\\.|\[[^\]/]*\]|[@?*+!]\(|[()]/gs;

/** An escaped character, the characters in brackets, or braces without alternatives. */
const BRACES = /\\.|\[[^\]/]*\]|\{((?:\\.|[^{},\\])*)\}/gs;
const WILDCARD = /[*?]|\[[^\]/]+\]|\{[^}]*(?:,|\.\.)[^}]*\}|[@+!]\(/s;

/**
 * The pattern that means what people expect of a glob: parentheses are characters of a name, as in `export (1)`,
 * unless they belong to alternatives, as in `@(a|b)`. So are braces, except in `{a,b}` and `{1..3}`.
 */
export function globPattern(glob: string): string {
  /** For each open parenthesis, whether it begins alternatives. */
  const open: boolean[] = [];
  const braced = glob.replace(BRACES, (part, inner?: string) =>
    inner === undefined || inner.includes('..') ? part : `\\{${inner}\\}`,
  );
  return braced.replace(PART, (part) => {
    if (part === ')') return open.pop() === true ? part : '\\)';
    if (!part.endsWith('(') || part.startsWith('\\')) return part;
    open.push(part !== '(');
    return part === '(' ? '\\(' : part;
  });
}

/** Whether a pattern may match other names than itself. */
export function hasWildcard(pattern: string): boolean {
  return WILDCARD.test(pattern.replace(/\\./gs, ''));
}

/** What a pattern may mean otherwise than the one who wrote it; empty if there is nothing to say. */
export function globHint(glob: string): string {
  const plain = glob.replace(/\\./gs, '');
  const hints = [
    ...(glob.includes('\\')
      ? ['in it, `/` is between folders, and `\\` before a character that is taken as it is']
      : []),
    ...(/[@?*+!]\(/.test(plain)
      ? ['`(` behind `@`, `?`, `*`, `+` or `!` begins alternatives; for the character, write `\\(`']
      : []),
  ];
  return hints.map((hint) => `; ${hint}`).join('');
}
