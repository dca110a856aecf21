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
    return stringify(value, circleFinder(), undefined, NUMBER_WRITERS);
  } catch (error) {
    if (error instanceof RangeError) throw new TypeError(CIRCULAR, { cause: error });
    throw error;
  }
}

const CIRCULAR = 'The value is circular';

/** A replacer that changes nothing, and throws at a circle: following it until the stack is full takes milliseconds. */
function circleFinder(): (this: unknown, key: string, value: unknown) => unknown {
  const around: unknown[] = [];
  return function (_, value) {
    if (typeof value !== 'object' || value === null) return value;
    const at = around.lastIndexOf(this);
    // What a `toJSON` returned is in no other value.
    if (at === -1) around.push(this);
    else around.length = at + 1;
    if (around.includes(value)) throw new TypeError(CIRCULAR);
    around.push(value);
    return value;
  };
}
