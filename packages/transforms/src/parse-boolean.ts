import type { Plugin } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { z } from 'zod';
import { changeFields, FIELDS, OPTIONAL, takes } from './fields.ts';
import { scalarText } from './scalar-text.ts';

/** The options of `parseBoolean`. */
export interface ParseBooleanOptions {
  /** The fields that contain booleans. */
  readonly fields: readonly string[];
  /** The words for true, in any case. Default: `true`, `yes`, `y`, `t`, `on`, `1`. */
  readonly true?: readonly string[] | undefined;
  /** The words for false, in any case. Default: `false`, `no`, `n`, `f`, `off`, `0`. */
  readonly false?: readonly string[] | undefined;
  /** Whether the fields may be absent from every record. Default: false, and the run stops. */
  readonly optional?: boolean | undefined;
}

const TRUE = ['true', 'yes', 'y', 't', 'on', '1'];
const FALSE = ['false', 'no', 'n', 'f', 'off', '0'];

const words = z.array(z.string()).min(1);
const schema = z.strictObject({
  fields: FIELDS,
  true: words.default(TRUE),
  false: words.default(FALSE),
  optional: OPTIONAL,
});

/** Turns words such as `yes`, and 1 and 0, into booleans. Any other value is rejected. Null and booleans stay. */
export function parseBoolean(options: ParseBooleanOptions): Plugin {
  const checked = checkOptions('parseBoolean', schema, options);
  const { fields, optional } = checked;
  const meanings = new Map<string | undefined, boolean>();
  for (const word of checked.true) meanings.set(word.toLowerCase(), true);
  for (const word of checked.false) {
    if (meanings.get(word.toLowerCase()) === true) {
      throw new TypeError(
        `parseBoolean: \`false\`: \`${word}\` is among the words for true as well`,
      );
    }
    meanings.set(word.toLowerCase(), false);
  }
  const change = (value: unknown, field: string) => {
    if (value === null || value === undefined || typeof value === 'boolean') return value;
    const meaning = meanings.get(scalarText(value)?.toLowerCase());
    if (meaning !== undefined) return meaning;
    throw new Error(`\`${field}\` is none of the words for true and false`);
  };
  return {
    name: 'parse-boolean',
    decides: { fields, true: checked.true, false: checked.false, optional },
    ...takes(fields, optional),
    transform: (record) => changeFields(record, fields, change),
  };
}
