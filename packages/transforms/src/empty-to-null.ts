import type { Plugin } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { z } from 'zod';
import { changeFields, FIELDS } from './fields.ts';

/** The options of `emptyToNull`. */
export interface EmptyToNullOptions {
  /** The fields that are changed. Default: every field of the record. */
  readonly fields?: readonly string[] | undefined;
}

const schema = z.strictObject({ fields: FIELDS.optional() });

/** Turns an empty string into null. A string of blanks is not empty: trim it first. */
export function emptyToNull(options: EmptyToNullOptions = {}): Plugin {
  const { fields } = checkOptions('emptyToNull', schema, options);
  return {
    name: 'empty-to-null',
    transform: (record) => changeFields(record, fields, (value) => (value === '' ? null : value)),
  };
}
