import { textOf } from '../contract/errors.ts';
import { type CellFault, DATE_INVALID, NOT_FINITE, NOT_JSON, NOT_SCALAR } from './cell-fault.ts';
import { instantCell, isoCell } from './date-cell.ts';
import { ExactNumber } from './exact-number.ts';
import { expandExponent } from './plain-decimal.ts';
import { stringifyExact } from './stringify-exact.ts';

/** How a column writes its values, if the type of the value does not determine it. */
export type Format = 'date' | 'date-time' | 'json';

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
    case 'object':
      return value instanceof ExactNumber ? expandExponent(value.toString()) : NOT_SCALAR;
    default:
      return { ...NOT_SCALAR, isLeftOut: true };
  }
}

function textCell(text: string): string | CellFault {
  if (text.isWellFormed()) return text;
  return { code: 'TEXT_NOT_UNICODE', message: 'the text contains half of a surrogate pair' };
}

function numberCell(value: number): string | CellFault {
  if (!Number.isFinite(value)) return NOT_FINITE;
  const digits = String(value);
  return digits.includes('e') ? expandExponent(digits) : digits;
}

function jsonCell(value: unknown): string | CellFault {
  try {
    const text = stringifyExact(value);
    if (text === undefined) return { ...NOT_JSON, isLeftOut: true };
    return (text.includes('null') ? lostInJson(value) : undefined) ?? textCell(text);
  } catch (error) {
    return { ...NOT_JSON, message: `${NOT_JSON.message}: ${textOf(error)}` };
  }
}

/** Finds what JSON would silently write as `null`, in a value that has no cycles. */
export function lostInJson(value: unknown): CellFault | undefined {
  const open = [value];
  while (open.length > 0) {
    const at = open.pop();
    if (typeof at === 'number' && !Number.isFinite(at)) return NOT_FINITE;
    if (typeof at !== 'object' || at === null) continue;
    if (at instanceof Date && Number.isNaN(at.getTime())) return DATE_INVALID;
    if (!('toJSON' in at)) for (const inner of Object.values(at)) open.push(inner);
  }
  return undefined;
}
