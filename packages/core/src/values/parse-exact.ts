import { ExactNumber } from './exact-number.ts';
import { quoteRiskyNumbers } from './quoted-numbers.ts';
import { hasLongNumber, INTEGER, LONG_EXPONENT } from './risky-numbers.ts';

/** The time that a `bigint` takes to read and to write grows with more than its length. */
const BIGINT_DIGITS_MAX = 1000;

/**
 * Parses JSON without changing a digit: an integer beyond 2^53 becomes a `bigint`, or an
 * {@link ExactNumber} if it has more than 1,000 digits; a decimal that a double cannot represent becomes an
 * {@link ExactNumber}, every other number a `number`. Throws the `SyntaxError` of `JSON.parse`.
 */
export function parseExact(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return hasLongNumber(text) || LONG_EXPONENT.test(text) ? restoreDigits(text, value) : value;
}

/** Restores the digits in `value`, which `JSON.parse` returned for `text`. */
function restoreDigits(text: string, value: unknown): unknown {
  const quoted = quoteRiskyNumbers(text);
  if (quoted === text) return value;
  const root: Container = { value };
  const open: [Container, Container][] = [[root, { value: JSON.parse(quoted) }]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [target, digits] = pair;
    for (const key of Object.keys(target)) {
      const [rounded, exact] = [target[key], digits[key]];
      if (typeof rounded === 'number' && typeof exact === 'string') target[key] = toExact(exact);
      else if (isContainer(rounded) && isContainer(exact)) open.push([rounded, exact]);
    }
  }
  return root['value'];
}

type Container = Record<string, unknown>;

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function toExact(digits: string): bigint | ExactNumber {
  const isShort = digits.length <= BIGINT_DIGITS_MAX;
  return isShort && INTEGER.test(digits) ? BigInt(digits) : new ExactNumber(digits);
}
