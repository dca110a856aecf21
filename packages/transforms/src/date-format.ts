import { DateTime } from 'luxon';

/** One format, compiled. */
export interface DateFormat {
  /** Whether it has a time without a zone. */
  readonly needsZone: boolean;
  /** Turns a text into ISO 8601. Returns `undefined` if it does not match the format. */
  read(text: string, field: string): string | undefined;
}

export const LOCALE = { locale: 'en-US' } as const;
/** Every part of this moment differs from what a parser fills in for a missing part. */
const SAMPLE = DateTime.fromISO('2021-11-23T13:47:58.123Z', { ...LOCALE, zone: 'Asia/Kolkata' });
/** Luxon accepts a fraction of any length here, and truncates it to milliseconds. */
const FRACTION_OF_ANY_LENGTH = /(?<!u)u(?!u)/;

/** A moment in this format. */
export function sampleOf(format: string): string {
  return SAMPLE.toFormat(format);
}

/** Finds out which parts a format has: formats a moment and parses the result. */
export function examine(format: string): { hasTime: boolean; hasZone: boolean } {
  const text = SAMPLE.toFormat(format);
  const [inUtc, inTokyo] = ['utc', 'Asia/Tokyo'].map((zone) => readBack(text, format, zone));
  const read = readBack(text, format, 'Asia/Kolkata');
  if (!read?.isValid || read.toISODate() !== SAMPLE.toISODate()) {
    throw optionError('format', 'expected one with year, month and day; see the tokens of Luxon');
  }
  const hasTime = read.hour !== 0 || read.minute !== 0;
  if (hasTime && (read.hour !== SAMPLE.hour || read.minute !== SAMPLE.minute)) {
    throw optionError('format', 'expected one with hour and minute; a 12-hour clock needs `a`');
  }
  if (FRACTION_OF_ANY_LENGTH.test(format.replace(/'[^']*'/g, ''))) {
    throw optionError('format', 'expected `SSS` instead of `u`, which drops digits');
  }
  return { hasTime, hasZone: hasTime && inUtc?.toMillis() === inTokyo?.toMillis() };
}

/** Returns `undefined` if the tokens of the format contradict each other. */
function readBack(text: string, format: string, zone: string): DateTime | undefined {
  try {
    return DateTime.fromFormat(text, format, { ...LOCALE, zone });
  } catch {
    return undefined;
  }
}

export function optionError(option: string, message: string): TypeError {
  return new TypeError(`parseDate: \`${option}\`: ${message}`);
}

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
