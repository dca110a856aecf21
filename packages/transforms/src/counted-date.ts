import { DateTime } from 'luxon';
import { type DateFormat, isoOf, textOf } from './date-format.ts';
import { inZone } from './local-time.ts';

const DAY_MS = 86_400_000;
/** Years of four digits. */
const FIRST_MS = Date.UTC(1000, 0, 1);
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** Day 0 of a spreadsheet. It takes 1900 for a leap year: its day 60 does not exist, and the days before count from one later. */
const EXCEL_FIRST_MS = Date.UTC(1899, 11, 30);
const EXCEL_NO_DAY = 60;

/** A format that counts from a day: `X`, `x` or `excel`. `undefined` for another one. */
export function countedDate(format: string, zone: string | undefined): DateFormat | undefined {
  if (format === 'X') return { needsZone: false, read: readSeconds };
  if (format === 'x') return { needsZone: false, read: readMilliseconds };
  if (format !== 'excel') return undefined;
  return { needsZone: true, read: (text, field) => readDays(text, zone, field) };
}

function readSeconds(text: string): string | undefined {
  const [, seconds, digits = ''] = /^(-?\d{1,15})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  const iso = momentAt(Number(seconds) * 1000);
  // The digits of a negative number would count backwards.
  if (iso === undefined || (digits !== '' && text.startsWith('-'))) return undefined;
  return digits === '' ? iso : iso.replace('Z', `.${digits}Z`);
}

function readMilliseconds(text: string): string | undefined {
  return /^-?\d{1,15}$/.test(text) ? momentAt(Number(text)) : undefined;
}

function momentAt(ms: number): string | undefined {
  if (!(ms >= FIRST_MS && ms <= LAST_MS)) return undefined;
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

/** With a zone, the fraction of a day is the time that its clocks showed. Without one, there may be none. */
function readDays(text: string, zone: string | undefined, field: string): string | undefined {
  const days = /^\d{1,7}(?:\.\d{1,20})?$/.test(text) ? Number(text) : 0;
  const isNoDay = days < 1 || Math.floor(days) === EXCEL_NO_DAY;
  if (isNoDay || (zone === undefined && !Number.isInteger(days))) return undefined;
  const ms = EXCEL_FIRST_MS + Math.round((days < EXCEL_NO_DAY ? days + 1 : days) * DAY_MS);
  if (ms > LAST_MS) return undefined;
  const time = DateTime.fromMillis(ms, { zone: 'utc' });
  return zone === undefined ? textOf(time.toISODate()) : isoOf(inZone(time, zone, field), field);
}
