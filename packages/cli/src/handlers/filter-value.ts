import { type ExactNumber, parseExact } from '@rowferry/core';
import type { Condition, ObjectDefinition } from '@rowferry/zuora';
import { z } from 'zod';
import { Fault } from '../fault.ts';

type Property = ObjectDefinition['properties'][string];

/** A Zuora integer has 64 bits (docs/zuora-api.md, section 3). */
const INTEGER_MIN = -(2n ** 63n);
const INTEGER_MAX = 2n ** 63n - 1n;

const EMPTY = 'the value is empty; if it comes from a variable, set it';

const INTEGER = /^-?(?:0|[1-9]\d*)$/;
const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const UUID = /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const DATE = z.iso.date();
const DATE_TIME = z.iso.datetime({ offset: true });
/** What is left of a variable in shells and templates, and what programs write for a value that they do not have. */
const UNSET = /^(?:\$\w+|\$?\{+.*\}+|%\w+%|undefined|NaN|\[object \w+\])$/;
const INVISIBLE = /[\p{Cc}\p{Cf}]/u;
const SECONDS = /T\d\d:\d\d:\d\d/;

/**
 * The value of a condition, exactly as it is typed behind the operator. Throws a `Fault` for text that is
 * not a value of the field's type: a filter that means something else than it says deletes the wrong records.
 */
export function filterValue(
  typed: string,
  operator: Condition['operator'],
  { type, format, enum: options }: Property,
): Condition['value'] {
  const text = typed.trim();
  if (text === '') throw new Fault(EMPTY);
  if (/^null$/i.test(text)) {
    throw new Fault(
      'a filter cannot find records without a value; for the text itself, write it in double quotes',
    );
  }
  switch (type) {
    case 'boolean':
      return booleanOf(text, operator);
    case 'integer':
      return integerOf(text);
    case 'number':
      return decimalOf(text);
    default:
      return chosen(formatted(unquoted(typed), format), options);
  }
}

/** The value of a condition on a field whose type is not known: only JSON shows what is meant. */
export function untypedValue(typed: string): Condition['value'] {
  const text = typed.trim();
  if (text === '') throw new Fault(EMPTY);
  if (text.startsWith('"')) return jsonString(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (DECIMAL.test(text)) return exactOf(text);
  throw new Fault(
    'the definition of the object cannot be read, so the type of the field is not known; write a text or a date in double quotes, a number in digits, or true or false',
  );
}

function booleanOf(text: string, operator: Condition['operator']): boolean {
  if (operator !== 'EQ') throw new Fault('a boolean has no order; use EQ');
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Fault(`\`${text}\` is not a boolean; write true or false`);
}

function integerOf(text: string): Condition['value'] {
  if (!INTEGER.test(text)) {
    throw new Fault(`\`${text}\` is not an integer; write it in digits, such as -12`);
  }
  if (BigInt(text) < INTEGER_MIN || BigInt(text) > INTEGER_MAX) {
    throw new Fault(`\`${text}\` is beyond ${INTEGER_MIN} to ${INTEGER_MAX}, so no record has it`);
  }
  return exactOf(text);
}

function decimalOf(text: string): Condition['value'] {
  if (DECIMAL.test(text)) return exactOf(text);
  throw new Fault(`\`${text}\` is not a number; write it in digits, such as -12.5`);
}

function exactOf(digits: string): number | bigint | ExactNumber {
  // Nothing else is written in digits.
  return parseExact(digits) as number | bigint | ExactNumber;
}

/** Text in double quotes is a JSON string. Blanks around a text are an accident, or belong to it. */
function unquoted(typed: string): string {
  const text = typed.trim();
  if (text.startsWith('"')) return jsonString(text);
  if (text.startsWith("'")) {
    throw new Fault(
      `a text is written without quotes or in double quotes, in which ' is a character`,
    );
  }
  if (text !== typed) {
    throw new Fault('there are blanks around the text; remove them, or write it in double quotes');
  }
  if (UNSET.test(text)) {
    throw new Fault(
      `\`${text}\` looks like a variable that was not replaced; set it, or write the text in double quotes`,
    );
  }
  if (INVISIBLE.test(text)) {
    throw new Fault(
      'the text contains an invisible character; remove it, or write it as \\u200b in double quotes',
    );
  }
  if (text.includes('\uFFFD')) {
    throw new Fault('the text contains bytes that are not UTF-8; give it in UTF-8');
  }
  return text;
}

function jsonString(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string' && value !== '') return value;
  } catch (error) {
    throw new Fault('the text in double quotes is not a JSON string; write \\" for a quote in it', {
      cause: error,
    });
  }
  throw new Fault('the text is empty, and Zuora stores no empty text');
}

function chosen(text: string, options: unknown): string {
  if (!Array.isArray(options) || options.includes(text)) return text;
  const names = options.map(String);
  throw new Fault(`\`${text}\` is not an option of the field; its options are ${names.join(', ')}`);
}

function formatted(text: string, format: unknown): string {
  if (format === 'date' && !DATE.safeParse(text).success) {
    throw new Fault(`\`${text}\` is not a day; write it as 2020-01-31`);
  }
  if (format === 'date-time' && !(DATE_TIME.safeParse(text).success && SECONDS.test(text))) {
    throw new Fault(
      `\`${text}\` is not a time with its zone; write it as 2020-01-31T00:00:00.000Z`,
    );
  }
  if (format === 'uuid' && !UUID.test(text)) throw new Fault(`\`${text}\` is not a UUID`);
  return text;
}
