const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?$/;
const AMERICAN_DATE = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

type DateForms = 'strict' | 'loose';

/** A date such as `2018-01-01`; `undefined` if the text is not a day of the calendar. */
export function readDate(text: string, forms: DateForms): string | undefined {
  if (DATE.test(text)) return isDay(text) ? text : undefined;
  if (forms === 'strict') return undefined;
  const [, month, day, year] = AMERICAN_DATE.exec(text) ?? [];
  const date = year === undefined ? text.slice(0, 10) : `${year}-${two(month)}-${two(day)}`;
  return DATE.test(date) && isDay(date) ? date : undefined;
}

/** The time in UTC with milliseconds; the strict form requires a date, a time and a zone. */
export function readDateTime(text: string, forms: DateForms): string | undefined {
  const match = DATE_TIME.exec(text);
  const zone = match?.[1];
  if (match === null) {
    const date = forms === 'loose' ? readDate(text, forms) : undefined;
    return date === undefined ? undefined : `${date}T00:00:00.000Z`;
  }
  if (!isDay(text.slice(0, 10)) || (zone === undefined && forms === 'strict')) return undefined;
  const time = Date.parse(zone === undefined ? `${text}Z` : text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** `Date.parse` turns 30 February into a day of March, which a strict reader must not do. */
function isDay(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

function two(digits: string | undefined): string {
  return (digits ?? '').padStart(2, '0');
}
