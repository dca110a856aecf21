import { brand } from '../contract/brand.ts';

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * A decimal that a double cannot carry, kept digit for digit. Sources yield it where reading into a
 * `number` would change the value; integers come as `bigint` instead.
 */
export class ExactNumber {
  readonly #digits: string;

  /** Takes a number as JSON writes it; anything else is a `TypeError`. */
  constructor(digits: string) {
    if (!JSON_NUMBER.test(digits)) {
      throw new TypeError('Expected `digits` to be a number as JSON writes it');
    }
    this.#digits = digits;
  }

  toString(): string {
    return this.#digits;
  }

  /** Refuses, as `bigint` does: `JSON.stringify` has no way to write the digits. Use `stringifyExact`. */
  toJSON(): never {
    throw new TypeError('JSON.stringify cannot write an ExactNumber; use stringifyExact');
  }
}

brand(ExactNumber, 'ExactNumber');
