import { DEPTH_MAX, isTooDeep } from './json-depth.ts';
import { parseExact } from './parse-exact.ts';

/** What a text that is said to be JSON contains, or why it cannot be read. */
export type JsonText = { readonly value: unknown } | { readonly why: string };

/**
 * Reads a text as JSON, digit for digit. A text without any character is null, since exports write null so. `why`
 * goes on from the name of the field, and never quotes the text.
 */
export function readJsonText(text: string): JsonText {
  if (text === '') return { value: null };
  if (isTooDeep(text)) return { why: `is nested deeper than ${DEPTH_MAX} objects and arrays` };
  try {
    return { value: parseExact(text) };
  } catch {
    return { why: 'is not JSON' };
  }
}
