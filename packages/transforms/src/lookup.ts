import { basename, extname, normalize, resolve } from 'node:path';
import type { Plugin } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { z } from 'zod';
import { NAMES, OPTIONAL, takes } from './fields.ts';
import { FILE_TYPES } from './lookup-entries.ts';
import { type LookupTable, readTable } from './lookup-table.ts';
import { scalarText } from './scalar-text.ts';

const FILE_BYTES_MAX_DEFAULT = 64 * 1024 * 1024;

/** The options of `lookup`. */
export interface LookupOptions {
  /** A CSV file with header, JSON lines, or a JSON array of objects: `.csv`, `.jsonl`, `.ndjson`, `.json`. */
  readonly path: string;
  /** The field of the record that refers to an entry of the file. */
  readonly field: string;
  /** The field of the file's entries that is compared with it, as text. Its values must be unique. */
  readonly key: string;
  /** Maps a field of the entry to the field of the record that gets its value. */
  readonly take: Readonly<Record<string, string>>;
  /** A record without an entry is rejected, or gets nulls with `fill`. Default: `reject`. */
  readonly missing?: 'reject' | 'fill' | undefined;
  /** Whether `field` may be absent from every record. Default: false, and the run stops. */
  readonly optional?: boolean | undefined;
  /** The file is kept in memory; a larger one stops the run before it begins. Default: 64 MiB. */
  readonly maxBytes?: number | undefined;
}

const schema = z.strictObject({
  path: z.string().refine((path) => FILE_TYPES.includes(extname(path).toLowerCase()), {
    message: `expected a file that ends in ${FILE_TYPES.join(', ')}`,
  }),
  field: z.string().min(1),
  key: z.string().min(1),
  take: NAMES,
  missing: z.enum(['reject', 'fill']).default('reject'),
  optional: OPTIONAL,
  maxBytes: z.int().min(1).default(FILE_BYTES_MAX_DEFAULT),
});

/**
 * Adds fields to records from a file, which is read when the run starts. Looking up null adds nulls. A
 * file that cannot be read, is too large, or has a key twice stops the run.
 */
export function lookup(
  options: LookupOptions,
  /** From the command line: the folder of the migration file. */
  { base = '' }: { readonly base?: string } = {},
): Plugin {
  const { path, field, key, take, missing, optional, maxBytes } = checkOptions(
    'lookup',
    schema,
    options,
  );
  const taken = Object.entries(take);
  const nulls = Object.fromEntries(taken.map(([, name]) => [name, null]));
  let table: LookupTable = new Map();
  return {
    name: 'lookup',
    decides: { path: normalize(path), field, key, take, missing, optional },
    ...takes([field], optional),
    async onStart() {
      table = await readTable(resolve(base, path), { key, take: taken, maxBytes });
    },
    transform(record) {
      const value = Object.hasOwn(record, field) ? record[field] : undefined;
      if (value === null || value === undefined) return { ...record, ...nulls };
      const text = scalarText(value);
      const found = text === undefined ? undefined : table.get(text);
      if (found !== undefined) return { ...record, ...found };
      if (missing === 'fill') return { ...record, ...nulls };
      throw new Error(`${basename(path)} has no entry for the value of \`${field}\``);
    },
  };
}
