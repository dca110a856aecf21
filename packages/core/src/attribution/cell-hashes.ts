import type { ColumnDefinition } from '../contract/definition.ts';
import { foldedText, isBlank } from '../values/folded-text.ts';
import { type LooseNumber, looseNumbers, typedNumber } from '../values/loose-number.ts';
import { looseTimes } from '../values/loose-time.ts';
import {
  isBoolean,
  isEmpty,
  isNumber,
  isOfNumbers,
  isOfText,
  isTruthWord,
  mayBeCut,
  mayStandForNothing,
} from './may-fit.ts';
import { textHash } from './text-hash.ts';

/** Longer beginnings of texts are not hashed. */
const TEXT_MAX = 256;
/** A zero character is in no folded text, so these are the hashes of no text. */
const BLANK = textHash('\0blank');
const NO_NUMBER = textHash('\0no number');
const TIME = textHash('\0time');
const TRUTH = textHash('\0truth');
/** How many whole numbers are tried for one that may have been rounded. */
const WHOLE_MAX = 8;
/** Numbers below are never rounded by more than a few ones. */
const ROUNDED_MIN = 100_000;

/** The text of a cell whose beginnings are hashed. */
export function hashedText(cell: string): string {
  return foldedText(cell).slice(0, TEXT_MAX);
}

/** The hashes of what a cell may mean besides its text. */
export function meaningsOfCell(cell: string, column: ColumnDefinition | undefined): number[] {
  if (isBlank(cell)) return [BLANK];
  const numbers = looseNumbers(cell);
  const isText = isOfText(column);
  return [
    ...(numbers.length === 0 ? [NO_NUMBER] : numbers.flatMap(hashesOfNumber)),
    ...(!isText && looseTimes(cell).length > 0 ? [TIME] : []),
    ...(!isText && isTruthWord(cell) ? [TRUTH] : []),
  ];
}

/**
 * Hashes, at least one of which every cell has that the value may fit. `undefined` if the value may fit cells
 * of any kind. `isText`: whether a hash may be the one of the text of a whole cell.
 */
export function hashesOfValue(
  value: unknown,
  column: ColumnDefinition | undefined,
  isText: (hash: number) => boolean,
): number[] | undefined {
  if (isEmpty(value)) return undefined;
  const hashes = isNumber(value)
    ? hashesOfTyped(String(value), isText)
    : typeof value === 'string'
      ? hashesOfString(value, column, isText)
      : undefined;
  return hashes && [...hashes, ...(mayStandForNothing(value, column) ? [BLANK] : [])];
}

function hashesOfTyped(digits: string, isText: (hash: number) => boolean): number[] | undefined {
  const number = typedNumber(digits);
  if (number !== undefined) return [NO_NUMBER, ...hashesAround(number)];
  const hash = textHash(hashedText(digits));
  return isText(hash) ? [hash] : undefined;
}

function hashesOfString(
  value: string,
  column: ColumnDefinition | undefined,
  isText: (hash: number) => boolean,
): number[] | undefined {
  const hash = textHash(hashedText(value));
  // What may be cut from the texts of many cells is the text of none of them, mostly.
  if (mayBeCut(column) && !isText(hash)) return undefined;
  if (isOfText(column)) return [hash];
  const isOfBooleans = column?.type === 'boolean' && isTruthWord(value);
  if (isOfBooleans || isBoolean(value) || looseTimes(value).length > 0) return undefined;
  const numbers = looseNumbers(value);
  return [
    hash,
    ...numbers.flatMap(hashesAround),
    ...(numbers.length > 0 && isOfNumbers(column) ? [NO_NUMBER] : []),
    ...(/\d/.test(value) ? [TIME] : []),
    ...(isTruthWord(value) ? [TRUTH] : []),
  ];
}

function hashesOfNumber({ value }: LooseNumber): number[] {
  const whole = textHash(`\0${Math.floor(value)}`);
  return Math.abs(value) < ROUNDED_MIN ? [whole] : [whole, textHash(`\0${roughly(value)}`)];
}

/** The hashes of all numbers of which this one may be the rounded form. */
function hashesAround({ value, slack }: LooseNumber): number[] {
  const [from, to] = [value - slack, value + slack];
  const whole = Math.floor(to) - Math.floor(from);
  if (whole > WHOLE_MAX) return [from, to].map((end) => textHash(`\0${roughly(end)}`));
  return Array.from({ length: whole + 1 }, (_, more) => textHash(`\0${Math.floor(from) + more}`));
}

/** The first four digits of a number, with its power of ten. */
function roughly(value: number): string {
  const [digits = '', power] = value.toExponential(15).split('e');
  return `${digits.slice(0, value < 0 ? 6 : 5)}e${power}`;
}
