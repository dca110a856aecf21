import { stringify } from 'lossless-json';
import { ExactNumber } from './exact-number.ts';

/** A number that a double may not carry: 16 digits or more, or an exponent of three digits. */
const RISKY_NUMBER = /[:,[\s-](?:[\d.]{16}|[\d.]+[eE][+-]?\d{3})/;
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const INTEGER = /^-?\d+$/;

/**
 * Parses JSON without changing a digit: an integer beyond 2^53 comes as `bigint`, a decimal that a
 * double cannot carry as {@link ExactNumber}, every other number as `number`. Throws the
 * `SyntaxError` of `JSON.parse`.
 */
export function parseExact(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return RISKY_NUMBER.test(text) || typeof value === 'number' ? parseMarked(text) : value;
}

/** Each risky number travels through `JSON.parse` as a string under a mark that the text has nowhere else. */
function parseMarked(text: string): unknown {
  let mark = '#';
  while (text.includes(mark)) mark += '#';
  const marked = text.replace(STRING_OR_NUMBER, (token) =>
    token.startsWith('"') || isCarriedByDouble(token) ? token : `"${mark}${token}"`,
  );
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? exact(value.slice(mark.length)) : value,
  );
}

function exact(digits: string): bigint | ExactNumber {
  return INTEGER.test(digits) ? BigInt(digits) : new ExactNumber(digits);
}

/** Whether reading `digits` into a double and writing it back gives the same value. */
function isCarriedByDouble(digits: string): boolean {
  if (digits.length < 16 && !/[eE]/.test(digits)) return true;
  const value = Number(digits);
  if (INTEGER.test(digits)) return Number.isSafeInteger(value);
  return Number.isFinite(value) && canonical(String(value)) === canonical(digits);
}

/** The significant digits and the power of ten of a decimal, in the one form that equal values share. */
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
 * Writes JSON without changing a digit; the counterpart of {@link parseExact}. Gives `undefined`
 * where JSON has no form for the value; throws a `TypeError` on a circular one.
 */
export function stringifyExact(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return stringifyDigits(value);
  }
}

/** The slow way, taken when `JSON.stringify` met a `bigint` or an {@link ExactNumber}. */
function stringifyDigits(value: unknown): string | undefined {
  try {
    return stringify(value, undefined, undefined, NUMBER_WRITERS);
  } catch (error) {
    if (error instanceof RangeError) throw new TypeError('The value is circular', { cause: error });
    throw error;
  }
}
