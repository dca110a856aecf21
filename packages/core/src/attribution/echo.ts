import { canonicalCell } from '../values/canonical-cell.ts';
import { ExactNumber } from '../values/exact-number.ts';
import { parseExact } from '../values/parse-exact.ts';
import { stringifyExact } from '../values/stringify-exact.ts';

/** A record as an error item echoes it: field to value. Values may be coerced, and fields may be missing. */
export type Echo = Readonly<Record<string, unknown>>;

/**
 * Whether an echoed value matches a cell: as text, or as a number, boolean or date. Null and the
 * column's default match an empty cell.
 */
export function valueFits(value: unknown, cell: string, columnDefault: unknown): boolean {
  if (value === null || value === undefined) return cell === '';
  if (cell === '' && columnDefault !== undefined && columnDefault !== null) {
    if (sameValue(value, textOf(columnDefault))) return true;
  }
  return sameValue(value, cell);
}

function sameValue(value: unknown, cell: string): boolean {
  if (typeof value === 'object' && !(value instanceof ExactNumber))
    return sameStructure(value, cell);
  const text = textOf(value);
  return (
    text === cell || (cell !== '' && text !== '' && canonicalCell(text) === canonicalCell(cell))
  );
}

/** Compares lists, as which multiselect columns are echoed, and all other values that are not scalars. */
function sameStructure(value: unknown, cell: string): boolean {
  if (Array.isArray(value) && value.map(textOf).join(',') === cell) return true;
  try {
    return stringifyExact(parseExact(cell)) === stringifyExact(value);
  } catch {
    return false;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'object' && !(value instanceof ExactNumber)
    ? (stringifyExact(value) ?? '')
    : String(value);
}

/** The part of an echo that decides which rows it fits. Ids that the target created differ in each error. */
export function sentPart(echo: Echo, header: readonly string[]): string {
  const sent = header.flatMap((name) => (Object.hasOwn(echo, name) ? [name, echo[name]] : []));
  return stringifyExact(sent) ?? '';
}
