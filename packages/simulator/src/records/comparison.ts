import { compareNumber, isNumber } from 'lossless-json';
import type { FieldDefinition } from '../definitions/definition.ts';

/**
 * Compares two values of the field's type: less than, equal to or greater than 0. NaN if `sought` is
 * not a value of that type.
 */
export function compareTexts(field: FieldDefinition, stored: string, sought: string): number {
  if (field.type === 'integer' || field.type === 'number') return compareNumbers(stored, sought);
  if (field.format === 'date' || field.format === 'date-time') {
    return Date.parse(stored) - Date.parse(sought);
  }
  if (field.format === 'uuid') return compare(plain(stored), plain(sought));
  return compare(stored, sought);
}

/** The same for two numbers, to the last digit. */
export function compareNumbers(stored: string, sought: string): number {
  if (isNumber(stored) && isNumber(sought)) return compareNumber(stored, sought);
  return sought.trim() === '' ? Number.NaN : Number(stored) - Number(sought);
}

/** Ids with and without dashes are equal. */
function plain(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}

function compare(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
