import { canonical, parseExact, stringifyExact } from '../values/exact-json.ts';
import { ExactNumber } from '../values/exact-number.ts';

/** A record as an error item echoes it: field to value, perhaps coerced, perhaps in part. */
export type Echo = Readonly<Record<string, unknown>>;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/;
const INSTANT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * Whether an echoed value is what a cell says: as text, as number, boolean or date, or as empty for
 * null or for the column's default.
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

/** Lists, as multiselect columns are echoed, and whatever else is not a scalar. */
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

/** One form for all spellings of the same number, boolean or point in time. */
export function canonicalCell(text: string): string {
  if (NUMBER.test(text)) {
    const digits = text
      .replace(/^\+/, '')
      .replace(/^(-?)\./, '$10.')
      .replace(/\.(?=$|[eE])/, '');
    return canonical(digits);
  }
  if (INSTANT.test(text)) return instant(text);
  const lower = text.toLowerCase();
  return lower === 'true' || lower === 'false' ? lower : text;
}

/** Milliseconds cannot tell two microseconds apart, so what lies behind them stays as text. */
function instant(text: string): string {
  const time = Date.parse(
    /T/.test(text) && !/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? `${text}Z` : text,
  );
  const beyond = /\.\d{3}(\d*?)0*(?:Z|[+-]\d\d:?\d\d)?$/.exec(text)?.[1] ?? '';
  return Number.isNaN(time) ? text : `${time}.${beyond}`;
}
