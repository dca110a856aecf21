import { stringify } from 'lossless-json';
import { ExactNumber } from './exact-number.ts';

/** A double can represent any 15 digits; a number of this length may have more. */
const RISKY_LENGTH = 16;
/** The shortest number that a double cannot represent is like `1e309`. */
const RISKY_LENGTH_MIN = 5;
const LONG_EXPONENT = /\d[eE][+-]?\d{3}/;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const INTEGER = /^-?\d+$/;

/**
 * Parses JSON without changing a digit: an integer beyond 2^53 becomes a `bigint`, a decimal that a
 * double cannot represent an {@link ExactNumber}, every other number a `number`. Throws the
 * `SyntaxError` of `JSON.parse`.
 */
export function parseExact(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return hasLongNumber(text) || LONG_EXPONENT.test(text) ? restoreDigits(text, value) : value;
}

/**
 * Whether there is a sequence of digits and points that is long enough to be risky, possibly in a
 * string. It is enough to look at every `RISKY_LENGTH`-th index, since such a sequence covers at least
 * one of them. This is several times faster than a regular expression.
 */
function hasLongNumber(text: string): boolean {
  for (let at = RISKY_LENGTH - 1; at < text.length; at += RISKY_LENGTH) {
    if (!isDigitOrPoint(text.charCodeAt(at))) continue;
    let start = at;
    while (start > 0 && isDigitOrPoint(text.charCodeAt(start - 1))) start -= 1;
    let end = at + 1;
    while (end - start < RISKY_LENGTH && isDigitOrPoint(text.charCodeAt(end))) end += 1;
    if (end - start >= RISKY_LENGTH) return true;
  }
  return false;
}

function isDigitOrPoint(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 46;
}

/** Restores the digits in `value`, which `JSON.parse` returned for `text`. */
function restoreDigits(text: string, value: unknown): unknown {
  const quoted = quoteRiskyNumbers(text);
  if (quoted === text) return value;
  const root: Container = { value };
  const pending: [Container, Container][] = [[root, { value: JSON.parse(quoted) }]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [target, digits] = pair;
    for (const key of Object.keys(target)) {
      const [rounded, exact] = [target[key], digits[key]];
      if (typeof rounded === 'number' && typeof exact === 'string') target[key] = toExact(exact);
      else if (isContainer(rounded) && isContainer(exact)) pending.push([rounded, exact]);
    }
  }
  return root['value'];
}

/** Turns each number of `text` that a double cannot represent into a string. */
function quoteRiskyNumbers(text: string): string {
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

type Container = Record<string, unknown>;

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function toExact(digits: string): bigint | ExactNumber {
  return INTEGER.test(digits) ? BigInt(digits) : new ExactNumber(digits);
}

/** Whether `digits` keep their value when they are read into a double and written back. */
function fitsDouble(digits: string): boolean {
  if (digits.length < RISKY_LENGTH && !/[eE]/.test(digits)) return true;
  const value = Number(digits);
  if (INTEGER.test(digits)) return Number.isSafeInteger(value);
  return Number.isFinite(value) && canonical(String(value)) === canonical(digits);
}

/** The significant digits and the power of ten: the same text for all equal decimals. */
export function canonical(digits: string): string {
  const [, sign = '', integer = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(digits) ?? [];
  const significant = (integer + fraction).replace(/^0+/, '');
  const trimmed = significant.replace(/0+$/, '');
  if (trimmed === '') return '0';
  const power =
    BigInt(exponent) - BigInt(fraction.length) + BigInt(significant.length - trimmed.length);
  return `${sign}${trimmed}e${power}`;
}

const NUMBER_WRITERS = [
  {
    test: (value: unknown): boolean => value instanceof ExactNumber,
    stringify: (value: unknown): string => String(value),
  },
];

/**
 * Writes JSON without changing a digit; the counterpart of {@link parseExact}. Returns `undefined` if
 * the value cannot be written as JSON; throws a `TypeError` if it is circular.
 */
export function stringifyExact(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return stringifyDigits(value);
  }
}

/** The slow path, after `JSON.stringify` has found a `bigint` or an {@link ExactNumber}. */
function stringifyDigits(value: unknown): string | undefined {
  try {
    return stringify(value, undefined, undefined, NUMBER_WRITERS);
  } catch (error) {
    if (error instanceof RangeError) throw new TypeError('The value is circular', { cause: error });
    throw error;
  }
}
