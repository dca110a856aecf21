import { DateTime, IANAZone } from 'luxon';

/** Turns the text of a field into ISO 8601, or throws what is wrong with it. */
export type DateReader = (text: string, field: string) => string;

const LOCALE = { locale: 'en-US' } as const;
/** A moment whose every part differs from what a parser fills in for a part that is missing. */
const SAMPLE = DateTime.fromISO('2021-11-23T13:47:58.123Z', { ...LOCALE, zone: 'Asia/Kolkata' });
/** Luxon cuts this one to milliseconds, whatever stands there. */
const FRACTION_OF_ANY_LENGTH = /(?<!u)u(?!u)/;

/** Compiles a format. One that leaves the day or the moment open is a `TypeError`. */
export function dateReader(format: string, zone: string | undefined): DateReader {
  const { hasTime, hasZone } = examine(format);
  if (zone !== undefined && !IANAZone.isValidZone(zone)) {
    throw misuse('zone', 'expected a zone of the IANA database, such as Europe/Berlin');
  }
  if (hasTime && !hasZone && zone === undefined) {
    throw misuse(
      'zone',
      'the format has a time but no zone, so name the zone that it was taken in',
    );
  }
  if (zone !== undefined && (!hasTime || hasZone)) {
    throw misuse('zone', 'the format has no time that a zone would be needed for');
  }
  const parser = DateTime.buildFormatParser(format, LOCALE);
  return (text, field) => {
    const written = DateTime.fromFormatParser(text, parser, {
      ...LOCALE,
      zone: 'utc',
      setZone: true,
    });
    if (!written.isValid || !isWrittenSo(written, text, format))
      throw new Error(`\`${field}\` does not read as ${format}`);
    if (!hasTime) return textOf(written.toISODate());
    if (zone === undefined) return isoOf(written, field);
    const moment = written.setZone(zone, { keepLocalTime: true });
    if (wallOf(moment) !== wallOf(written)) {
      throw new Error(`\`${field}\` is a time that the clocks of ${zone} skipped`);
    }
    return isoOf(earlierOf(moment), field);
  };
}

/** Luxon reads `13:00 AM`, a year of three digits as one of two, and years that ISO 8601 has not. */
function isWrittenSo(moment: DateTime, text: string, format: string): boolean {
  const { year } = moment;
  if (year > 9999 || (year < 1000 && !text.includes(String(year).padStart(4, '0')))) return false;
  return comparable(moment.toFormat(format)) === comparable(text);
}

/** The same for what differs in case, in kinds of blanks, in leading zeros, or in the sign of no offset. */
function comparable(text: string): string {
  return text
    .toLowerCase()
    .replace(/\s/g, ' ')
    .replace(/-(?=00:?00(?!\d))/, '+')
    .replace(/(?<!\d)0+(?=\d)/g, '');
}

/** Finds out by trying what a format says: it writes a moment down and reads it back. */
function examine(format: string): { hasTime: boolean; hasZone: boolean } {
  const text = SAMPLE.toFormat(format);
  const [inUtc, inTokyo] = ['utc', 'Asia/Tokyo'].map((zone) => readBack(text, format, zone));
  const read = readBack(text, format, 'Asia/Kolkata');
  if (!read?.isValid || read.toISODate() !== SAMPLE.toISODate()) {
    throw misuse('format', 'expected one that says year, month and day; see the tokens of Luxon');
  }
  const hasTime = read.hour !== 0 || read.minute !== 0;
  if (hasTime && (read.hour !== SAMPLE.hour || read.minute !== SAMPLE.minute)) {
    throw misuse('format', 'expected one that says hour and minute; a 12-hour clock needs `a`');
  }
  if (FRACTION_OF_ANY_LENGTH.test(format.replace(/'[^']*'/g, ''))) {
    throw misuse('format', 'expected `SSS` instead of `u`, which drops digits');
  }
  return { hasTime, hasZone: hasTime && inUtc?.toMillis() === inTokyo?.toMillis() };
}

/** `undefined` where the tokens of the format contradict each other. */
function readBack(text: string, format: string, zone: string): DateTime | undefined {
  try {
    return DateTime.fromFormat(text, format, { ...LOCALE, zone });
  } catch {
    return undefined;
  }
}

function misuse(option: string, message: string): TypeError {
  return new TypeError(`parseDate: \`${option}\`: ${message}`);
}

function wallOf(moment: DateTime): string {
  return textOf(moment.toISO({ includeOffset: false }));
}

function earlierOf(moment: DateTime): DateTime {
  const [first = moment, second = first] = moment.getPossibleOffsets();
  return first.toMillis() <= second.toMillis() ? first : second;
}

function isoOf(moment: DateTime, field: string): string {
  if (!Number.isInteger(moment.offset)) {
    throw new Error(`\`${field}\` lies in a time whose offset has seconds, which ISO 8601 has not`);
  }
  return textOf(moment.toISO({ suppressMilliseconds: true }));
}

/** Luxon gives no text of an invalid date only, which was refused before. */
function textOf(text: string | null): string {
  if (text === null) throw new Error('the date is invalid');
  return text;
}
