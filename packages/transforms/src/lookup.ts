import { basename, resolve } from 'node:path';
import { checkOptions, type Plugin } from '@rowferry/core';
import { type LookupOptions, schema } from './lookup-options.ts';
import { type LookupTable, readTable } from './lookup-table.ts';
import { scalarText } from './map-values.ts';

/**
 * Adds fields to records from a file, which is read when the run starts. Looking up null adds nulls. A
 * file that cannot be read, is too large, or has a key twice stops the run.
 */
export function lookup(
  options: LookupOptions,
  /** From the command line: the folder of the migration file. */
  { base = '' }: { readonly base?: string } = {},
): Plugin {
  const { path, field, key, take, missing, maxBytes } = checkOptions('lookup', schema, options);
  const taken = Object.entries(take);
  const nulls = Object.fromEntries(taken.map(([, name]) => [name, null]));
  let table: LookupTable = new Map();
  return {
    name: 'lookup',
    async onStart() {
      table = await readTable(resolve(base, path), { key, take: taken, maxBytes });
    },
    transform(record) {
      const value = record[field];
      if (value === null || value === undefined) return { ...record, ...nulls };
      const text = scalarText(value);
      const found = text === undefined ? undefined : table.get(text);
      if (found !== undefined) return { ...record, ...found };
      if (missing === 'fill') return { ...record, ...nulls };
      throw new Error(`${basename(path)} has no entry for the value of \`${field}\``);
    },
  };
}
