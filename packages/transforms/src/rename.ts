import type { Plugin } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { z } from 'zod';
import { NAMES, OPTIONAL, takes } from './fields.ts';

/** The options of `rename`. */
export interface RenameOptions {
  /** Maps the old name of a field to the new one. */
  readonly fields: Readonly<Record<string, string>>;
  /** Whether the old names may be absent from every record. Default: false, and the run stops. */
  readonly optional?: boolean | undefined;
}

const schema = z.strictObject({ fields: NAMES, optional: OPTIONAL });

/**
 * Renames fields without changing their order. A field that a record does not have is ignored. A record
 * that would then have two fields with the same name is rejected.
 */
export function rename(options: RenameOptions): Plugin {
  const { fields, optional } = checkOptions('rename', schema, options);
  const names = new Map(Object.entries(fields));
  return {
    name: 'rename',
    decides: { fields, optional },
    ...takes([...names.keys()], optional),
    transform(record) {
      const renamed = new Map<string, unknown>();
      for (const [old, value] of Object.entries(record)) {
        const name = names.get(old) ?? old;
        if (renamed.has(name)) throw new Error(`the record has two fields for \`${name}\``);
        renamed.set(name, value);
      }
      return Object.fromEntries(renamed);
    },
  };
}
