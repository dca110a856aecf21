import { brand } from '../contract/brand.ts';

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * A decimal that a double cannot represent, kept digit for digit. Sources yield it if a `number` would
 * change the value; integers become `bigint` instead.
 */
export class ExactNumber {
  readonly #digits: string;

  /** Takes a number in JSON syntax; anything else is a `TypeError`. */
  constructor(digits: string) {
    if (!JSON_NUMBER.test(digits)) {
      throw new TypeError('Expected `digits` to be a number in JSON syntax');
    }
    this.#digits = digits;
  }

  toString(): string {
    return this.#digits;
  }

  /** Throws, as for a `bigint`: `JSON.stringify` cannot write the digits. Use `stringifyExact`. */
  toJSON(): never {
    throw new TypeError('JSON.stringify cannot write an ExactNumber; use stringifyExact');
  }
}

brand(ExactNumber, 'ExactNumber');
