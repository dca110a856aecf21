import type { Plugin } from '@rowferry/core';
import { checkOptions, named } from '@rowferry/core/internal';
import { z } from 'zod';
import { changeFields, FIELDS, OPTIONAL, takes } from './fields.ts';
import { scalarText } from './scalar-text.ts';

/** The options of `mapValues`. */
export interface MapValuesOptions {
  /** The fields whose values are replaced. */
  readonly fields: readonly string[];
  /** Maps an old value, as the text of its cell, to the new one. */
  readonly values: Readonly<Record<string, string | number | bigint | boolean | null>>;
  /** What happens to any other value: its record is rejected, or the value stays. Default: `reject`. */
  readonly otherwise?: 'reject' | 'keep' | undefined;
  /** Whether the fields may be absent from every record. Default: false, and the run stops. */
  readonly optional?: boolean | undefined;
}

const schema = z.strictObject({
  fields: FIELDS,
  values: named(
    z.string(),
    z.union(
      [z.string(), z.number(), z.bigint(), z.boolean(), z.null()],
      'expected a text, a number, true, false or null',
    ),
  ),
  otherwise: z.enum(['reject', 'keep']).default('reject'),
  optional: OPTIONAL,
});

/** Replaces values. Strings, numbers and booleans are compared as the text of their cells; null stays. */
export function mapValues(options: MapValuesOptions): Plugin {
  const { fields, values, otherwise, optional } = checkOptions('mapValues', schema, options);
  const map = new Map<string | undefined, unknown>(Object.entries(values));
  const change = (value: unknown, field: string) => {
    if (value === null || value === undefined) return value;
    const text = scalarText(value);
    if (map.has(text)) return map.get(text);
    if (otherwise === 'keep') return value;
    throw new Error(`the value of \`${field}\` is not among \`values\``);
  };
  return {
    name: 'map-values',
    decides: { fields, values, otherwise, optional },
    ...takes(fields, optional),
    transform: (record) => changeFields(record, fields, change),
  };
}
