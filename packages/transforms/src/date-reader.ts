import { DateTime, IANAZone } from 'luxon';

/** Turns the text of a field into ISO 8601, or throws an error that says what is wrong with it. */
export type DateReader = (text: string, field: string) => string;

const LOCALE = { locale: 'en-US' } as const;
/** Every part of this moment differs from what a parser fills in for a missing part. */
const SAMPLE = DateTime.fromISO('2021-11-23T13:47:58.123Z', { ...LOCALE, zone: 'Asia/Kolkata' });
/** Luxon accepts a fraction of any length here, and truncates it to milliseconds. */
const FRACTION_OF_ANY_LENGTH = /(?<!u)u(?!u)/;

/** Compiles a format. Throws a `TypeError` if the format does not determine a day or a moment. */
export function dateReader(format: string, zone: string | undefined): DateReader {
  const { hasTime, hasZone } = examine(format);
  if (zone !== undefined && !IANAZone.isValidZone(zone)) {
    throw optionError('zone', 'expected a zone of the IANA database, such as Europe/Berlin');
  }
  if (hasTime && !hasZone && zone === undefined) {
    throw optionError(
      'zone',
      'the format has a time but no zone, so name the zone in which the time is given',
    );
  }
  if (zone !== undefined && (!hasTime || hasZone)) {
    throw optionError('zone', 'the format has no time that needs a zone');
  }
  const parser = DateTime.buildFormatParser(format, LOCALE);
  return (text, field) => {
    const parsed = DateTime.fromFormatParser(text, parser, {
      ...LOCALE,
      zone: 'utc',
      setZone: true,
    });
    if (!parsed.isValid || !matchesFormat(parsed, text, format))
      throw new Error(`\`${field}\` does not match ${format}`);
    if (!hasTime) return textOf(parsed.toISODate());
    if (zone === undefined) return isoOf(parsed, field);
    const moment = parsed.setZone(zone, { keepLocalTime: true });
    if (localTimeOf(moment) !== localTimeOf(parsed)) {
      throw new Error(`\`${field}\` is a time that the clocks of ${zone} skipped`);
    }
    return isoOf(earliestOf(moment), field);
  };
}

/**
 * Whether `text` has the given format. Luxon itself also accepts `13:00 AM`, a year of three digits where two
 * are expected, and years that ISO 8601 does not have.
 */
function matchesFormat(moment: DateTime, text: string, format: string): boolean {
  const { year } = moment;
  if (year > 9999 || (year < 1000 && !text.includes(String(year).padStart(4, '0')))) return false;
  return comparable(moment.toFormat(format)) === comparable(text);
}

/** Removes differences in case, kind of blank and leading zeros, and in the sign of a zero offset. */
function comparable(text: string): string {
  return text
    .toLowerCase()
    .replace(/\s/g, ' ')
    .replace(/-(?=00:?00(?!\d))/, '+')
    .replace(/(?<!\d)0+(?=\d)/g, '');
}

/** Finds out which parts a format has: formats a moment and parses the result. */
function examine(format: string): { hasTime: boolean; hasZone: boolean } {
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

function optionError(option: string, message: string): TypeError {
  return new TypeError(`parseDate: \`${option}\`: ${message}`);
}

function localTimeOf(moment: DateTime): string {
  return textOf(moment.toISO({ includeOffset: false }));
}

function earliestOf(moment: DateTime): DateTime {
  const [first = moment, second = first] = moment.getPossibleOffsets();
  return first.toMillis() <= second.toMillis() ? first : second;
}

function isoOf(moment: DateTime, field: string): string {
  if (!Number.isInteger(moment.offset)) {
    throw new Error(`\`${field}\` has an offset with seconds, which ISO 8601 does not allow`);
  }
  return textOf(moment.toISO({ suppressMilliseconds: true }));
}

/** Luxon returns null only for an invalid date, which was rejected before. */
function textOf(text: string | null): string {
  if (text === null) throw new Error('the date is invalid');
  return text;
}
