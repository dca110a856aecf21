import type { Field } from '../definitions/layout.ts';
import type { Knobs } from '../knobs/table.ts';
import { isUuidValue } from '../uuid.ts';
import { compareNumbers } from './comparison.ts';
import { readDate, readDateTime } from './date-cell.ts';

/** Why a value is rejected: the code and message of a row error (docs/zuora-api.md, sections 7.2 and 8). */
export interface Problem {
  readonly code: number;
  readonly message: string;
}

type Forms = Pick<Knobs, 'booleanForms' | 'numberForms' | 'dateForms' | 'multiselectForm'>;

const INVALID = 71012520;
const INTEGER = 71012523;
const NUMBER = 71012524;
const BOOLEAN = 71012525;
const STRING = 71012526;
const RESTRICTED = 71012530;

const NUMBER_FORM = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const LOOSE_NUMBER_FORM = /^[+-]?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const INTEGER_DIGITS_MAX = 13;
const DECIMALS_MAX = 9;
const INTEGER_MIN = -(2n ** 63n);
const INTEGER_MAX = 2n ** 63n - 1n;

/** The text to store for a cell that is not empty, or the problem with it. */
export function checkCell(field: Field, text: string, forms: Forms): string | Problem {
  switch (field.definition.type) {
    case 'integer':
      return checkInteger(field, text, forms);
    case 'number':
      return checkNumber(field, text, forms);
    case 'boolean':
      return checkBoolean(field, text, forms);
    case 'string':
      return checkString(field, text, forms);
  }
}

function checkInteger(field: Field, text: string, forms: Forms): string | Problem {
  const digits = plainNumber(text, forms);
  if (digits === undefined) {
    return problem(
      INTEGER,
      `Field [${field.name}] is an integer field but received a string value.`,
    );
  }
  if (!/^-?\d+$/.test(digits)) {
    return problem(
      INTEGER,
      `Field [${field.name}] is an integer field but received a number value.`,
    );
  }
  // Any 18 characters fit into 64 bits.
  const isLong = digits.length > 18;
  if (isLong && (BigInt(digits) < INTEGER_MIN || BigInt(digits) > INTEGER_MAX)) {
    return problem(INTEGER, `Field [${field.name}] is out of the range of integers.`);
  }
  return checkRange(field, digits) ?? digits;
}

function checkNumber(field: Field, text: string, forms: Forms): string | Problem {
  const digits = plainNumber(text, forms);
  if (digits === undefined) {
    return problem(NUMBER, `Field [${field.name}] should be number type but received string.`);
  }
  const [whole = '', decimals = ''] = digits.replace('-', '').split('.');
  if (whole.length > INTEGER_DIGITS_MAX || decimals.length > DECIMALS_MAX) {
    return problem(NUMBER, `Field [${field.name}] allows 13 digits and 9 decimals.`);
  }
  return checkRange(field, digits) ?? digits;
}

function plainNumber(text: string, { numberForms }: Forms): string | undefined {
  if (NUMBER_FORM.test(text)) return text;
  if (numberForms === 'strict' || !LOOSE_NUMBER_FORM.test(text)) return undefined;
  return String(Number(text.replaceAll(',', '')));
}

function checkRange(field: Field, digits: string): Problem | undefined {
  const { minimum, maximum } = field.definition;
  if (minimum !== undefined && compareNumbers(digits, String(minimum)) < 0) {
    return problem(RESTRICTED, `Field [${field.name}] is less than the minimum ${minimum}.`);
  }
  if (maximum !== undefined && compareNumbers(digits, String(maximum)) > 0) {
    return problem(RESTRICTED, `Field [${field.name}] is greater than the maximum ${maximum}.`);
  }
  return undefined;
}

function checkBoolean(field: Field, text: string, forms: Forms): string | Problem {
  if (text === 'true' || text === 'false') return text;
  const word = text.toLowerCase();
  if (forms.booleanForms === 'loose') {
    if (['true', 'yes', 'y', 't', '1', 'on'].includes(word)) return 'true';
    if (['false', 'no', 'n', 'f', '0', 'off'].includes(word)) return 'false';
  }
  return problem(BOOLEAN, `Field [${field.name}] is a boolean field but received a string value.`);
}

function checkString(field: Field, text: string, forms: Forms): string | Problem {
  const { format, multiselect, maxLength } = field.definition;
  if (field.options !== undefined) {
    return multiselect === true ? checkOptions(field, text, forms) : checkOption(field, text);
  }
  if (format === 'date') return readDate(text, forms.dateForms) ?? invalid(text, 'date');
  if (format === 'date-time') {
    return readDateTime(text, forms.dateForms) ?? invalid(text, 'date-time');
  }
  if (format === 'uuid') return isUuidValue(text) ? text : invalid(text, 'UUID');
  if (maxLength !== undefined && text.length > maxLength && [...text].length > maxLength) {
    return problem(STRING, `Field [${field.name}] is longer than ${maxLength} characters.`);
  }
  return text;
}

function checkOption(field: Field, text: string): string | Problem {
  if (field.options?.has(text)) return text;
  return problem(INVALID, `Field [${field.name}] does not have the option "${text}".`);
}

function checkOptions(field: Field, text: string, forms: Forms): string | Problem {
  const chosen = readOptions(text, forms.multiselectForm);
  if (chosen === undefined) return invalid(text, 'list of options');
  const stray = chosen.find((option) => !field.options?.has(option));
  if (stray === undefined) return JSON.stringify(chosen);
  return problem(INVALID, `Field [${field.name}] does not have the option "${stray}".`);
}

function readOptions(text: string, form: Forms['multiselectForm']): string[] | undefined {
  if (form === 'comma' || (form === 'either' && !text.startsWith('['))) return text.split(',');
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.map(String) : undefined;
  } catch {
    return undefined;
  }
}

function invalid(text: string, what: string): Problem {
  return problem(INVALID, `input string "${text}" is not a valid ${what}`);
}

function problem(code: number, message: string): Problem {
  return { code, message };
}
