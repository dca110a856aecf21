import type { Plugin } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { z } from 'zod';
import { changeFields, FIELDS, OPTIONAL, takes } from './fields.ts';

/** The options of `trim`. */
export interface TrimOptions {
  /** The fields that are trimmed. Default: every field of the record. */
  readonly fields?: readonly string[] | undefined;
  /** Whether these fields may be absent from every record. Default: false, and the run stops. */
  readonly optional?: boolean | undefined;
}

const schema = z.strictObject({ fields: FIELDS.optional(), optional: OPTIONAL });

/** Removes whitespace of any kind, including line ends, from both ends of strings. */
export function trim(options: TrimOptions = {}): Plugin {
  const { fields, optional } = checkOptions('trim', schema, options);
  return {
    name: 'trim',
    decides: { fields, optional },
    ...takes(fields ?? [], optional),
    transform: (record) =>
      changeFields(record, fields, (value) => (typeof value === 'string' ? value.trim() : value)),
  };
}
