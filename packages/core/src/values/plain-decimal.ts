import type { CellFault } from './cell-fault.ts';

/** How many digits an exponent may add to a number. More is a typing error, not a number. */
const DIGITS_MAX = 400;

/** Writes a decimal without its exponent. */
export function expandExponent(digits: string): string | CellFault {
  const [, sign = '', integer = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(digits) ?? [];
  const shift = Number(exponent);
  if (Math.abs(shift) > DIGITS_MAX) {
    return { code: 'NUMBER_TOO_LONG', message: `the number has an exponent beyond ${DIGITS_MAX}` };
  }
  if (shift === 0) return digits.replace(/[eE].*$/, '');
  const point = integer.length + shift;
  const all = (integer + fraction).padStart(
    integer.length + fraction.length + Math.max(0, 1 - point),
    '0',
  );
  const at = Math.max(1, point);
  const whole = all
    .slice(0, at)
    .padEnd(at, '0')
    .replace(/^0+(?=\d)/, '');
  const rest = all.slice(at);
  return `${sign}${whole}${rest === '' ? '' : `.${rest}`}`;
}
