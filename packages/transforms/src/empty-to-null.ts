import type { Plugin } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { z } from 'zod';
import { changeFields, FIELDS, OPTIONAL, takes } from './fields.ts';

/** The options of `emptyToNull`. */
export interface EmptyToNullOptions {
  /** The fields that are changed. Default: every field of the record. */
  readonly fields?: readonly string[] | undefined;
  /** Whether these fields may be absent from every record. Default: false, and the run stops. */
  readonly optional?: boolean | undefined;
}

const schema = z.strictObject({ fields: FIELDS.optional(), optional: OPTIONAL });

/** Turns an empty string into null. A string of blanks is not empty: trim it first. */
export function emptyToNull(options: EmptyToNullOptions = {}): Plugin {
  const { fields, optional } = checkOptions('emptyToNull', schema, options);
  return {
    name: 'empty-to-null',
    decides: { fields, optional },
    ...takes(fields ?? [], optional),
    transform: (record) => changeFields(record, fields, (value) => (value === '' ? null : value)),
  };
}
