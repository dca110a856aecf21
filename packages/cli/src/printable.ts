/**
 * What a terminal acts upon, or what makes it show text in another order than it has: control characters except the
 * line feed, separators of lines, and marks of direction.
 */
const ACTIVE = /(?!\n)[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu;

/** Text of any origin, for a terminal: what would act on it is written as in JSON, such as `\u001b`. */
export function printable(text: string): string {
  return text.replace(ACTIVE, escaped);
}

/** The same, on one line: text of a server or of data cannot look like lines of ours. */
export function printableLine(text: string): string {
  return printable(text.replaceAll('\n', '\\n'));
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
