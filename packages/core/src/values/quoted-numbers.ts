import { fitsDouble } from './risky-numbers.ts';

/** The shortest number that a double cannot represent is like `1e309`. */
const RISKY_LENGTH_MIN = 5;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Turns each number of `text` that a double cannot represent into a string. */
export function quoteRiskyNumbers(text: string): string {
  let quoted = '';
  for (let at = 0; ; ) {
    const quote = text.indexOf('"', at);
    const between = quote === -1 ? text.slice(at) : text.slice(at, quote);
    quoted +=
      between.length < RISKY_LENGTH_MIN
        ? between
        : between.replace(NUMBER, (token) => (fitsDouble(token) ? token : `"${token}"`));
    if (quote === -1) return quoted;
    at = stringEnd(text, quote);
    quoted += text.slice(quote, at);
  }
}

/** The index after the string of valid JSON that begins at `quote`. */
function stringEnd(text: string, quote: number): number {
  let end = text.indexOf('"', quote + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text.charCodeAt(start - 1) === 92) start -= 1;
  return (at - start) % 2 === 1;
}
