import { IANAZone } from 'luxon';
import { countedDate } from './counted-date.ts';
import { optionError } from './date-format.ts';
import { tokenDate } from './token-date.ts';

/** Turns the text of a field into ISO 8601, or throws an error that says what is wrong with it. */
export type DateReader = (text: string, field: string) => string;

/** Compiles formats. Throws a `TypeError` if one does not determine a day or a moment. */
export function dateReader(formats: readonly string[], zone: string | undefined): DateReader {
  if (zone !== undefined && !IANAZone.isValidZone(zone)) {
    throw optionError('zone', 'expected a zone of the IANA database, such as Europe/Berlin');
  }
  const compiled = formats.map((format) => countedDate(format, zone) ?? tokenDate(format, zone));
  if (zone !== undefined && !compiled.some(({ needsZone }) => needsZone)) {
    throw optionError('zone', 'the format has no time that needs a zone');
  }
  return (text, field) => {
    for (const { read } of compiled) {
      const iso = read(text, field);
      if (iso !== undefined) return iso;
    }
    throw new Error(`\`${field}\` does not match ${formats.join(' or ')}`);
  };
}
