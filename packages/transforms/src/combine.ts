import type { Plugin } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { z } from 'zod';
import { FIELDS, OPTIONAL, takes } from './fields.ts';
import { scalarText } from './scalar-text.ts';

/** The options of `combine`. */
export interface CombineOptions {
  /** The fields whose values are combined, in this order. */
  readonly fields: readonly string[];
  /** The field that gets the result. */
  readonly into: string;
  /** What is put between two values. Default: a blank. */
  readonly separator?: string | undefined;
  /** Whether the fields may be absent from every record. Default: false, and the run stops. */
  readonly optional?: boolean | undefined;
}

const schema = z.strictObject({
  fields: FIELDS,
  into: z.string().min(1),
  separator: z.string().default(' '),
  optional: OPTIONAL,
});

/**
 * Puts the values of several fields into one, as the texts of their cells, without those that are null, missing or empty;
 * null if all are. A record that has the new field, and not as one of `fields`, is rejected, and so is one with a list or
 * an object among the values.
 */
export function combine(options: CombineOptions): Plugin {
  const { fields, into, separator, optional } = checkOptions('combine', schema, options);
  const textOf = (value: unknown, field: string) => {
    const text = value === null || value === undefined ? '' : scalarText(value);
    if (text === undefined) throw new Error(`\`${field}\` is a list or an object`);
    return text;
  };
  return {
    name: 'combine',
    decides: { fields, into, separator, optional },
    ...takes(fields, optional),
    transform(record) {
      if (Object.hasOwn(record, into) && !fields.includes(into)) {
        throw new Error(`the record has a field \`${into}\` already`);
      }
      const texts = fields
        .map((field) => textOf(Object.hasOwn(record, field) ? record[field] : null, field))
        .filter((text) => text !== '');
      return { ...record, [into]: texts.length === 0 ? null : texts.join(separator) };
    },
  };
}
