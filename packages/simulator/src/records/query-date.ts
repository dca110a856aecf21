import type { FieldDefinition } from '../definitions/definition.ts';

const MILLISECONDS = /^-?\d+$/;
const DAY = /^\d{4}(?:-\d{2}){0,2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?$/;
const DAY_MS = 86_400_000;

export function isDate({ format }: FieldDefinition): boolean {
  return format === 'date' || format === 'date-time';
}

/** Whether a `q` may compare a date with the text. */
export function isDateValue(text: string): boolean {
  return !Number.isNaN(spanOf(text).from);
}

/**
 * Compares a stored date, or date and time, with a value of a `q`: less than, equal to or greater than 0; NaN if
 * the value is not a date. A value without a time means its whole day, a year or a month its first day;
 * digits other than a year are milliseconds since 1970 (docs/zuora-api.md, section 7.2).
 */
export function compareDates(stored: string, sought: string): number {
  const at = Date.parse(stored);
  const { from, to } = spanOf(sought);
  return at < from ? -1 : at <= to ? 0 : at - to;
}

/** The first and the last millisecond that a value means. */
function spanOf(text: string): { readonly from: number; readonly to: number } {
  if (DAY.test(text)) return { from: Date.parse(text), to: Date.parse(text) + DAY_MS - 1 };
  const at = MILLISECONDS.test(text)
    ? Number(text)
    : TIME.test(text)
      ? Date.parse(text)
      : Number.NaN;
  return { from: at, to: at };
}
