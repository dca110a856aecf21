import type { Plugin } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { z } from 'zod';
import { changeFields, FIELDS, OPTIONAL, takes } from './fields.ts';
import { scalarText } from './scalar-text.ts';

/** The options of `split` and `join`. */
export interface ListOptions {
  /** The fields that are changed. */
  readonly fields: readonly string[];
  /** What is between two elements. */
  readonly separator: string;
  /** Whether the fields may be absent from every record. Default: false, and the run stops. */
  readonly optional?: boolean | undefined;
}

const schema = z.strictObject({
  fields: FIELDS,
  separator: z.string().min(1),
  optional: OPTIONAL,
});

/** Turns texts into lists, without the blanks around elements. An empty text is an empty list. Null and lists stay. */
export function split(options: ListOptions): Plugin {
  const { fields, separator, optional } = checkOptions('split', schema, options);
  const change = (value: unknown, field: string) => {
    if (value === null || value === undefined || Array.isArray(value)) return value;
    const text = scalarText(value);
    if (text === undefined) throw new Error(`\`${field}\` is not a text that could be split`);
    return text.trim() === '' ? [] : text.split(separator).map((element) => element.trim());
  };
  return {
    name: 'split',
    decides: { fields, separator, optional },
    ...takes(fields, optional),
    transform: (record) => changeFields(record, fields, change),
  };
}

/**
 * Turns lists into texts. A list with a list or an object in it is rejected, and so is one with a text that contains the
 * separator: nobody could split it again. Null and what is no list stay.
 */
export function join(options: ListOptions): Plugin {
  const { fields, separator, optional } = checkOptions('join', schema, options);
  const textOf = (element: unknown, field: string) => {
    const text = element === null ? '' : scalarText(element);
    if (text === undefined) throw new Error(`\`${field}\` has an element that is not a text`);
    if (text.includes(separator)) throw new Error(`\`${field}\` has an element with the separator`);
    return text;
  };
  const change = (value: unknown, field: string) =>
    Array.isArray(value) ? value.map((element) => textOf(element, field)).join(separator) : value;
  return {
    name: 'join',
    decides: { fields, separator, optional },
    ...takes(fields, optional),
    transform: (record) => changeFields(record, fields, change),
  };
}
