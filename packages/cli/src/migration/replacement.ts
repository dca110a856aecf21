/** A part of a text, and what is written in its place. */
export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/** The text with all replacements. Of two that overlap, the first one counts. */
export function apply(text: string, replacements: readonly Replacement[]): string {
  let result = '';
  let at = 0;
  for (const { from, to, by } of [...replacements].sort((a, b) => a.from - b.from)) {
    if (from < at) continue;
    result += text.slice(at, from) + by;
    at = to;
  }
  return result + text.slice(at);
}
