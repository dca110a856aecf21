import { DateTime, IANAZone } from 'luxon';
import { examine, isoOf, LOCALE, localTimeOf, optionError, textOf } from './date-format.ts';

/** Turns the text of a field into ISO 8601, or throws an error that says what is wrong with it. */
export type DateReader = (text: string, field: string) => string;

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

function earliestOf(moment: DateTime): DateTime {
  const [first = moment, second = first] = moment.getPossibleOffsets();
  return first.toMillis() <= second.toMillis() ? first : second;
}
