import type { DateTime } from 'luxon';

export function localTimeOf(moment: DateTime): string {
  return textOf(moment.toISO({ includeOffset: false }));
}

export function isoOf(moment: DateTime, field: string): string {
  if (!Number.isInteger(moment.offset)) {
    throw new Error(`\`${field}\` has an offset with seconds, which ISO 8601 does not allow`);
  }
  return textOf(moment.toISO({ suppressMilliseconds: true }));
}

/** Luxon returns null only for an invalid date, which was rejected before. */
export function textOf(text: string | null): string {
  if (text === null) throw new Error('the date is invalid');
  return text;
}
