import { canonical, endWithoutZeros } from './canonical-decimal.ts';

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?$/;
const INSTANT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** Returns one text for all spellings of the same number, boolean or point in time. */
export function canonicalCell(text: string): string {
  const number = canonicalNumber(text);
  if (number !== undefined) return number;
  if (INSTANT.test(text)) return instant(text);
  const lower = text.toLowerCase();
  return lower === 'true' || lower === 'false' ? lower : text;
}

/** Returns one text for all spellings of the same number; `undefined` if the text is none. */
export function canonicalNumber(text: string): string | undefined {
  if (!NUMBER.test(text)) return undefined;
  const digits = text
    .replace(/^\+/, '')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?=$|[eE])/, '');
  return canonical(digits);
}

/** Milliseconds cannot distinguish microseconds, so further digits are kept as text. */
function instant(text: string): string {
  const time = Date.parse(
    /T/.test(text) && !/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? `${text}Z` : text,
  );
  const beyond = /\.\d{3}(\d*)/.exec(text)?.[1] ?? '';
  return Number.isNaN(time) ? text : `${time}.${beyond.slice(0, endWithoutZeros(beyond))}`;
}
