import { canonical } from './canonical-decimal.ts';

/** A double can represent any 15 digits; a number of this length may have more. */
const RISKY_LENGTH = 16;
export const LONG_EXPONENT: RegExp = /\d[eE][+-]?\d{3}/;
export const INTEGER: RegExp = /^-?\d+$/;

/**
 * Whether there is a sequence of digits and points that is long enough to be risky, possibly in a
 * string. It is enough to look at every `RISKY_LENGTH`-th index, since such a sequence covers at least
 * one of them. This is several times faster than a regular expression.
 */
export function hasLongNumber(text: string): boolean {
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

/** Whether `digits` keep their value when they are read into a double and written back. */
export function fitsDouble(digits: string): boolean {
  if (digits.length < RISKY_LENGTH && !/[eE]/.test(digits)) return true;
  const value = Number(digits);
  if (INTEGER.test(digits)) return Number.isSafeInteger(value);
  return Number.isFinite(value) && canonical(String(value)) === canonical(digits);
}
