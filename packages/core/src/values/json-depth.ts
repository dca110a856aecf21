/** Writing a more deeply nested value as JSON again may run out of stack. */
export const DEPTH_MAX = 1000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** `{` and `}` differ from `[` and `]` in one bit. */
const CASE_BIT = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/** Whether the JSON `text` is nested deeper than {@link DEPTH_MAX}. Does not parse it. */
export function isTooDeep(text: string): boolean {
  if (text.length <= DEPTH_MAX) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if ((code | CASE_BIT) === OPENING) {
      depth += 1;
      if (depth > DEPTH_MAX) return true;
    } else if ((code | CASE_BIT) === CLOSING) depth -= 1;
  }
  return false;
}

/** The index where the string that begins at `from` ends: its closing quote, or the end of the text. */
function endOfString(text: string, from: number): number {
  for (let end = text.indexOf('"', from + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}
