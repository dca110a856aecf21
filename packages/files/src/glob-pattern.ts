/** An escaped character, the characters in brackets, the start of alternatives such as `@(`, or a parenthesis. */
const PART = /\\.|\[[^\]/]*\]|[@?*+!]\(|[()]/gs;

/**
 * The pattern that means what people expect of a glob: parentheses are characters of a name, as in `export (1)`,
 * unless they belong to alternatives, as in `@(a|b)`.
 */
export function globPattern(glob: string): string {
  /** For each open parenthesis, whether it begins alternatives. */
  const open: boolean[] = [];
  return glob.replace(PART, (part) => {
    if (part === ')') return open.pop() === true ? part : '\\)';
    if (!part.endsWith('(') || part.startsWith('\\')) return part;
    open.push(part !== '(');
    return part === '(' ? '\\(' : part;
  });
}
