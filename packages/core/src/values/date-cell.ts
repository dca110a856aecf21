import { type CellFault, DATE_INVALID } from './cell-fault.ts';

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME =
  /^(?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:[.,]\d+)?)?(Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?$/;

/** A moment in UTC, or only its day. */
export function instantCell(value: Date, format?: 'date' | 'date-time'): string | CellFault {
  if (Number.isNaN(value.getTime())) return DATE_INVALID;
  const text = Date.prototype.toISOString.call(value);
  return format === 'date' ? text.slice(0, text.indexOf('T')) : text;
}

/** ISO 8601 text, unchanged: no conversion between zones, no added digits. */
export function isoCell(value: unknown, format: 'date' | 'date-time'): string | CellFault {
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
