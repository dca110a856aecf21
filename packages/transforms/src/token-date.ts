import { DateTime } from 'luxon';
import { type DateFormat, examine, isoOf, LOCALE, optionError, textOf } from './date-format.ts';
import { inZone } from './local-time.ts';
import { secondDigits } from './second-digits.ts';

/** Compiles a format in the tokens of Luxon. */
export function tokenDate(format: string, zone: string | undefined): DateFormat {
  const digits = secondDigits(format);
  const { hasTime, hasZone } = examine(digits.format);
  if (hasTime && !hasZone && zone === undefined) {
    throw optionError(
      'zone',
      'the format has a time but no zone, so name the zone in which the time is given',
    );
  }
  const parser = DateTime.buildFormatParser(digits.format, LOCALE);
  const read = (given: string, field: string) => {
    const { text, withDigits } = digits.taken(given);
    const parsed = DateTime.fromFormatParser(text, parser, {
      ...LOCALE,
      zone: 'utc',
      setZone: true,
    });
    if (!parsed.isValid || !matchesFormat(parsed, text, digits.format)) return undefined;
    if (!hasTime) return textOf(parsed.toISODate());
    const moment = hasZone || zone === undefined ? parsed : inZone(parsed, zone, field);
    return withDigits(isoOf(moment, field));
  };
  return { needsZone: hasTime && !hasZone, read };
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
