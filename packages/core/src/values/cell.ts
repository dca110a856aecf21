import { textOf } from '../contract/errors.ts';
import { BOXED, kindWithoutFields } from '../contract/without-fields.ts';
import {
  type CellFault,
  DATE_INVALID,
  lostAsJson,
  NOT_FINITE,
  NOT_JSON,
  NOT_SCALAR,
  withoutCell,
} from './cell-fault.ts';
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
      return value instanceof ExactNumber ? expandExponent(value.toString()) : objectFault(value);
    default:
      return withoutCell(value, `a ${typeof value}`);
  }
}

function objectFault(value: object): CellFault {
  const kind = kindWithoutFields(value);
  return kind === undefined ? NOT_SCALAR : withoutCell(value, kind);
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
    return lostInJson(value, 'fields too') ?? (text === undefined ? NOT_JSON : textCell(text));
  } catch (error) {
    return { ...NOT_JSON, message: `${NOT_JSON.message}: ${textOf(error)}` };
  }
}

/**
 * Finds what JSON would silently write as `null` or `{}`, in a value that has no cycles; with `fields too`, also
 * what it would leave out.
 */
export function lostInJson(value: unknown, which?: 'fields too'): CellFault | undefined {
  const open = [value];
  while (open.length > 0) {
    const at = open.pop();
    const fault = faultOfJson(at);
    if (fault !== undefined) return fault;
    if (typeof at !== 'object' || at === null || 'toJSON' in at) continue;
    const isKept = Array.isArray(at) || which === 'fields too';
    for (const inner of Object.values(at)) if (isKept || !isLeftOut(inner)) open.push(inner);
  }
  return undefined;
}

function isLeftOut(value: unknown): boolean {
  return typeof value === 'function' || typeof value === 'symbol';
}

function faultOfJson(value: unknown): CellFault | undefined {
  if (isLeftOut(value)) return lostAsJson(`a ${typeof value}`);
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : NOT_FINITE;
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof Date && Number.isNaN(value.getTime())) return DATE_INVALID;
  if ('toJSON' in value) return undefined;
  const kind = kindWithoutFields(value);
  if (kind === BOXED) return faultOfJson(value.valueOf());
  return kind === undefined ? undefined : lostAsJson(kind);
}
