import { optionError, sampleOf } from './date-format.ts';

/** Luxon reads three digits of a second at most. */
const KNOWN_DIGITS = 3;
const DIGITS_MAX = 9;
/** Some more, which follow a point or a comma. */
const TOKENS = /([.,])(S{4,})(?!S)/;

/** Takes the digits of a second that Luxon cannot read out of a text, and puts them into the result. */
export interface SecondDigits {
  /** The format without them. */
  readonly format: string;
  taken(text: string): { readonly text: string; withDigits(iso: string): string };
}

export function secondDigits(format: string): SecondDigits {
  const match = TOKENS.exec(format);
  if (match === null) {
    return { format, taken: (text) => ({ text, withDigits: (iso) => iso }) };
  }
  const [found, mark = '', tokens = ''] = match;
  if (tokens.length > DIGITS_MAX) {
    throw optionError('format', `expected at most ${DIGITS_MAX} times \`S\``);
  }
  const digits = new RegExp(`\\${mark}(\\d{${tokens.length}})(?!\\d)`, 'g');
  // A year may look the same.
  const before = [...sampleOf(format.slice(0, match.index)).matchAll(digits)].length;
  return {
    format: format.replace(found, `${mark}SSS`),
    taken(text) {
      const place = [...text.matchAll(digits)][before];
      // Without them, it does not match.
      if (place === undefined) return { text: '', withDigits: (iso) => iso };
      const [whole, all = ''] = place;
      const end = place.index + whole.length;
      const known = `${mark}${all.slice(0, KNOWN_DIGITS)}`;
      return {
        text: text.slice(0, place.index) + known + text.slice(end),
        withDigits: (iso) => iso.replace(/(T\d\d:\d\d:\d\d)(?:\.\d{3})?/, `$1.${all}`),
      };
    },
  };
}
