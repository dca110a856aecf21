import type { Plugin } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { z } from 'zod';
import { FIELDS } from './fields.ts';

/** The options of `pick`. */
export interface PickOptions {
  /** The fields that are kept. */
  readonly fields: readonly string[];
}

const schema = z.strictObject({ fields: FIELDS });

/** Keeps these fields of a record and drops the others. */
export function pick(options: PickOptions): Plugin {
  const { fields } = checkOptions('pick', schema, options);
  const kept = new Set(fields);
  return {
    name: 'pick',
    transform: (record) =>
      Object.fromEntries(Object.entries(record).filter(([field]) => kept.has(field))),
  };
}
