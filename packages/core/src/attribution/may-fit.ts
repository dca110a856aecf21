import type { ColumnDefinition } from '../contract/definition.ts';
import { ExactNumber } from '../values/exact-number.ts';
import { foldedText, isBlank } from '../values/folded-text.ts';
import {
  type LooseNumber,
  looseNumbers,
  mayBeRounded,
  typedNumber,
} from '../values/loose-number.ts';
import { looseTimes, mayBeSameTime } from '../values/loose-time.ts';
import { stringifyExact } from '../values/stringify-exact.ts';

/**
 * Whether a value may be what a server made of a cell: the same text, or equal after anything that any server
 * does to a number, a boolean, a time or a text. Null and an empty text may only be an empty cell. If the
 * definition of the column is not known, an empty cell may be anything: nobody knows the default.
 */
export function mayFit(
  value: unknown,
  cell: string,
  column: ColumnDefinition | undefined,
): boolean {
  if (value === cell) return true;
  if (isEmpty(value)) return isBlank(cell);
  if (isBlank(cell)) return mayStandForNothing(value, column);
  if (typeof value === 'boolean') return mayBeBoolean(String(value), cell);
  if (typeof value === 'string') return textMayFit(value, cell, column);
  if (isNumber(value)) return typedMayFit(String(value), cell);
  // A list or an object has many forms as text.
  return true;
}

export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && isBlank(value));
}

/** What programs write for what they could not read. */
const UNREAD: readonly string[] = ['nan', 'null', 'undefined', 'none', 'invalid date'];

/** Whether an echoed value tells nothing of its cell: a target may have found nothing in it that it could show. */
export function tellsNothing(value: unknown): boolean {
  return isEmpty(value) || (typeof value === 'string' && UNREAD.includes(value.toLowerCase()));
}

export function isNumber(value: unknown): value is number | bigint | ExactNumber {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof ExactNumber;
}

/** Whether a server may show a value for an empty cell: the default of the column, or a zero of any kind. */
export function mayStandForNothing(value: unknown, column: ColumnDefinition | undefined): boolean {
  if (column === undefined || Number(value) === 0 || value === 'false') return true;
  const { default: standard } = column;
  if (standard === undefined || standard === null) return false;
  const isScalar = typeof standard !== 'object' || standard instanceof ExactNumber;
  const text = isScalar ? String(standard) : (stringifyExact(standard) ?? '');
  return !isBlank(text) && mayFit(value, text, undefined);
}

/** Whether a column has texts that no server takes for numbers, booleans or times. */
export function isOfText(column: ColumnDefinition | undefined): boolean {
  return column?.type === 'string' && !/date|time/i.test(column.format ?? '');
}

/** Whether a server may cut the texts of a column, as far as is known. */
export function mayBeCut(column: ColumnDefinition | undefined): boolean {
  return column?.type !== 'boolean' && !isOfNumbers(column);
}

export function isOfNumbers(column: ColumnDefinition | undefined): boolean {
  return column?.type === 'integer' || column?.type === 'number';
}

function textMayFit(value: string, cell: string, column: ColumnDefinition | undefined): boolean {
  const [one, other] = [foldedText(value), foldedText(cell)];
  if (one === other || (mayBeCut(column) && other.startsWith(one))) return true;
  if (isOfText(column)) return false;
  if (column?.type === 'boolean' && isTruthWord(value)) {
    return mayBeBoolean(String(TRUE_WORDS.includes(one)), cell);
  }
  return (
    numbersMayFit(looseNumbers(value), cell, isOfNumbers(column)) ||
    mayBeBoolean(value, cell) ||
    timeMayFit(value, cell)
  );
}

/** A typed number rules out only a cell that can be read as a number. */
function typedMayFit(digits: string, cell: string): boolean {
  const number = typedNumber(digits);
  if (number === undefined) return foldedText(cell).startsWith(foldedText(digits));
  return numbersMayFit([number], cell, true);
}

/** `isNumber`: whether the server takes every cell of the column for a number, in whatever way. */
function numbersMayFit(numbers: readonly LooseNumber[], cell: string, isNumber: boolean): boolean {
  if (numbers.length === 0) return false;
  const meant = looseNumbers(cell);
  if (meant.length === 0) return isNumber;
  return numbers.some((number) => meant.some((one) => mayBeRounded(number, one)));
}

const TRUE_WORDS: readonly string[] = ['true', 't', 'yes', 'y', 'on', '1'];
const FALSE_WORDS: readonly string[] = ['false', 'f', 'no', 'n', 'off', '0'];

/** Whether a text is a boolean itself. */
export function isBoolean(text: string): boolean {
  return ['true', 'false'].includes(foldedText(text));
}

/** Whether a text is one of the usual words for true or false. */
export function isTruthWord(text: string): boolean {
  const word = foldedText(text);
  return TRUE_WORDS.includes(word) || FALSE_WORDS.includes(word);
}

/**
 * A boolean rules out only the opposite word: a parser that knows only `true` takes `yes` for false. A
 * server that writes another word for a boolean knows which ones it is written for.
 */
function mayBeBoolean(value: string, cell: string): boolean {
  const [one, other] = [foldedText(value), foldedText(cell)];
  if (one === 'true') return other !== 'false';
  if (one === 'false') return other !== 'true';
  return [TRUE_WORDS, FALSE_WORDS].some((words) => words.includes(one) && words.includes(other));
}

/** A time rules out only a cell that can be read as a time, or that has no digit. */
function timeMayFit(value: string, cell: string): boolean {
  const [times, cellTimes] = [looseTimes(value), looseTimes(cell)];
  if (times.length === 0 || cellTimes.length === 0) {
    return times.length + cellTimes.length > 0 && /\d/.test(value) && /\d/.test(cell);
  }
  return times.some((one) => cellTimes.some((other) => mayBeSameTime(one, other)));
}
