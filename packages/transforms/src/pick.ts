import type { Plugin } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { z } from 'zod';
import { FIELDS, OPTIONAL, takes } from './fields.ts';

/** The options of `pick`. */
export interface PickOptions {
  /** The fields that are kept. */
  readonly fields: readonly string[];
  /** Whether these fields may be absent from every record. Default: false, and the run stops. */
  readonly optional?: boolean | undefined;
}

const schema = z.strictObject({ fields: FIELDS, optional: OPTIONAL });

/** Keeps these fields of a record and drops the others. */
export function pick(options: PickOptions): Plugin {
  const { fields, optional } = checkOptions('pick', schema, options);
  const kept = new Set(fields);
  return {
    name: 'pick',
    decides: { fields, optional },
    ...takes(fields, optional),
    transform: (record) =>
      Object.fromEntries(Object.entries(record).filter(([field]) => kept.has(field))),
  };
}
