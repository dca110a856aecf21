import type { RejectionCode } from '../contract/verdict.ts';
import { stringifyExact } from './exact-json.ts';
import { ExactNumber } from './exact-number.ts';

/** How a column writes its values, if the type of the value does not determine it. */
export type Format = 'date' | 'date-time' | 'json';

/** Why a value has no cell. */
export interface CellFault {
  readonly code: RejectionCode;
  readonly message: string;
}

/** How many digits an exponent may add to a number. More is a typing error, not a number. */
const DIGITS_MAX = 400;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME =
  /^(?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:[.,]\d+)?)?(Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?$/;

/** The cell of a value, or why it has none. */
export function cell(value: unknown, format?: Format): string | CellFault {
  if (value === null || value === undefined) return '';
  if (format === 'json') return jsonCell(value);
  if (value instanceof Date) return instantCell(value, format);
  if (format !== undefined) return isoCell(value, format);
  switch (typeof value) {
    case 'string':
      return textCell(value);
    case 'number':
      return numberCell(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return value instanceof ExactNumber ? expandExponent(value.toString()) : NOT_SCALAR;
  }
}

const NOT_SCALAR: CellFault = {
  code: 'VALUE_NOT_SCALAR',
  message:
    'the value is an object or an array; use a path to one of its fields, or set `format: json`',
};

function textCell(text: string): string | CellFault {
  if (text.isWellFormed()) return text;
  return { code: 'TEXT_NOT_UNICODE', message: 'the text contains half of a surrogate pair' };
}

const NOT_FINITE: CellFault = {
  code: 'NUMBER_NOT_FINITE',
  message: 'the number is NaN or infinite',
};

function numberCell(value: number): string | CellFault {
  if (!Number.isFinite(value)) return NOT_FINITE;
  const digits = String(value);
  return digits.includes('e') ? expandExponent(digits) : digits;
}

function jsonCell(value: unknown): string | CellFault {
  try {
    const text = stringifyExact(value);
    if (text === undefined) return NOT_JSON;
    return (text.includes('null') ? lostInJson(value) : undefined) ?? textCell(text);
  } catch (error) {
    if (error instanceof TypeError) return NOT_JSON;
    throw error;
  }
}

const NOT_JSON: CellFault = {
  code: 'RECORD_NOT_JSON',
  message: 'the value cannot be written as JSON',
};
const DATE_INVALID: CellFault = { code: 'DATE_INVALID', message: 'the date is invalid' };

/** Finds what JSON would silently write as `null`, in a value that has no cycles. */
function lostInJson(value: unknown): CellFault | undefined {
  const pending = [value];
  while (pending.length > 0) {
    const at = pending.pop();
    if (typeof at === 'number' && !Number.isFinite(at)) return NOT_FINITE;
    if (typeof at !== 'object' || at === null) continue;
    if (at instanceof Date && Number.isNaN(at.getTime())) return DATE_INVALID;
    if (!('toJSON' in at)) for (const inner of Object.values(at)) pending.push(inner);
  }
  return undefined;
}

function instantCell(value: Date, format?: Format): string | CellFault {
  if (Number.isNaN(value.getTime())) return DATE_INVALID;
  const text = value.toISOString();
  return format === 'date' ? text.slice(0, text.indexOf('T')) : text;
}

/** ISO 8601 text, unchanged: no conversion between zones, no added digits. */
function isoCell(value: unknown, format: 'date' | 'date-time'): string | CellFault {
  if (typeof value === 'string') {
    const [date = '', time] = value.split(/T(.*)/s);
    const clock = time === undefined ? undefined : TIME.exec(time);
    const isDate = isCalendarDay(date) && clock !== null;
    if (isDate && format === 'date') return date;
    if (isDate && clock?.[1] !== undefined) return value;
  }
  const wanted = format === 'date' ? 'an ISO 8601 date' : 'an ISO 8601 date with time and zone';
  return { code: 'DATE_INVALID', message: `the value is not ${wanted}` };
}

function isCalendarDay(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
}

/** Writes a decimal without its exponent. */
function expandExponent(digits: string): string | CellFault {
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
