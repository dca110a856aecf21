const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?$/;
/** As times are stored. */
const STORED_TIME = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
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
  if (STORED_TIME.test(text) && isDay(text.slice(0, 10))) return text;
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

/** Whether a day such as `2024-02-29` is in the calendar. `Date.parse` turns 30 February into a day of March. */
function isDay(date: string): boolean {
  const month = Number(date.slice(5, 7));
  const day = Number(date.slice(8));
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(Number(date.slice(0, 4)), month);
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return isLeap ? 29 : 28;
}

function two(digits: string | undefined): string {
  return (digits ?? '').padStart(2, '0');
}
