import { checkOptions, type Plugin } from '@rowferry/core';
import { z } from 'zod';
import { changeFields, FIELDS } from './fields.ts';

export interface TrimOptions {
  /** Default: every field of the record. */
  readonly fields?: readonly string[] | undefined;
}

const schema = z.strictObject({ fields: FIELDS.optional() });

/** Takes white space of any kind, line ends included, off both ends of texts. */
export function trim(options: TrimOptions = {}): Plugin {
  const { fields } = checkOptions('trim', schema, options);
  return {
    name: 'trim',
    transform: (record) =>
      changeFields(record, fields, (value) => (typeof value === 'string' ? value.trim() : value)),
  };
}
