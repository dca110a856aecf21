import { canonicalCell } from '../values/canonical-cell.ts';
import { ExactNumber } from '../values/exact-number.ts';
import { stringifyExact } from '../values/stringify-exact.ts';

export function isStructure(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof ExactNumber);
}

/** Returns one text for all values that may be equal; empty, null and the default are equal. */
export function comparable(value: unknown, columnDefault: unknown): string {
  const isEmpty = value === null || value === undefined || value === '';
  const effective = isEmpty ? (columnDefault ?? '') : value;
  return canonicalCell(
    isStructure(effective) ? (stringifyExact(effective) ?? '') : String(effective),
  );
}
