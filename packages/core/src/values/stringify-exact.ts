import { stringify } from 'lossless-json';
import { ExactNumber } from './exact-number.ts';

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
