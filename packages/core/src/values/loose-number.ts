import { endWithoutZeros } from './canonical-decimal.ts';

/** What a text may mean as a number, and how far off a number may be of which it is the rounded form. */
export interface LooseNumber {
  readonly value: number;
  readonly slack: number;
}

/** A double has at most 309 digits before its point. */
const LENGTH_MAX = 400;
const NUMBER = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:e([+-]?\d{1,4}))?$/i;
/** Blanks and apostrophes between groups of digits, and signs of a currency. */
const FILLING = /[\s'’_\p{Sc}]/gu;
/** Whoever rounds to significant digits keeps at least as many as a C library prints by default. */
const DIGITS_KEPT = 6;
/** Relative errors of numbers of 32 and of 64 bits. */
const SINGLE = 2 ** -23;
const DOUBLE = 2 ** -52;

/**
 * What a text may mean as a number: with signs, groups, exponents, and a point or a comma. It is empty if no
 * server would take the text for a number, and has two items for `1,000`.
 */
export function looseNumbers(text: string): readonly LooseNumber[] {
  if (text.length > LENGTH_MAX || !/\p{N}/u.test(text)) return [];
  const plain = text
    .normalize('NFKC')
    .replace(FILLING, '')
    .replaceAll('−', '-')
    .replace(/^\((.+)\)$/, '-$1')
    .replace(/^([^+-].*(?<!e))([+-])$/i, '$2$1');
  return spellings(plain).flatMap((digits) => numberOf(digits, /e/i.test(digits)));
}

/** The same of a typed value, whose digits do not show how it was rounded. */
export function typedNumber(digits: string): LooseNumber | undefined {
  return digits.length > LENGTH_MAX ? undefined : numberOf(digits, true)[0];
}

/** Whether a number may be what a server made of another one, exactly or after rounding. */
export function mayBeRounded({ value, slack }: LooseNumber, original: LooseNumber): boolean {
  return value === original.value || Math.abs(value - original.value) < slack;
}

/** A point or a comma may part groups or decimals. The last of two different ones parts decimals. */
function spellings(text: string): readonly string[] {
  const point = text.lastIndexOf('.');
  const comma = text.lastIndexOf(',');
  if (comma === -1 && !/\.\d{3}(?!\d)/.test(text)) return [text];
  const whole = text.replaceAll(/[.,]/g, '');
  const last = Math.max(point, comma);
  const before = text.slice(0, last).replaceAll(/[.,]/g, '');
  const decimal = `${before}.${text.slice(last + 1)}`;
  const isBoth = point !== -1 && comma !== -1;
  if (isBoth) return [decimal];
  const isRepeated = text.indexOf(text.charAt(last)) !== last;
  return isRepeated ? [whole] : [decimal, whole];
}

function numberOf(digits: string, isShortened: boolean): readonly LooseNumber[] {
  const [, , mantissa = '', exponent = '0'] = NUMBER.exec(digits) ?? [];
  const value = Number(digits);
  if (mantissa === '' || !Number.isFinite(value)) return [];
  const fraction = mantissa.includes('.') ? mantissa.length - mantissa.indexOf('.') - 1 : 0;
  const written = Number(exponent) - fraction;
  // A server may drop the decimals that it does not show.
  const dropped = 10 ** Math.min(0, written);
  const relative = Math.abs(value) * (isShortened ? SINGLE : DOUBLE);
  const rounded = isShortened ? unitKept(mantissa.replace('.', ''), written) : 0;
  return [{ value, slack: Math.max(dropped, relative, rounded) }];
}

/** The place of the last digit that is not zero, but at most that of the last digit that everybody keeps. */
function unitKept(digits: string, written: number): number {
  const significant = digits.replace(/^0+/, '');
  const zeros = significant.length - endWithoutZeros(significant);
  return 10 ** (written + Math.min(zeros, significant.length - DIGITS_KEPT));
}
