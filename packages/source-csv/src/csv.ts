import { constants } from 'node:buffer';
import { resolve } from 'node:path';
import type { Source } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { identityOf, plainFiles } from '@rowferry/files';
import { z } from 'zod';
import { findClash } from './dialect.ts';
import { ENCODINGS } from './encoding.ts';
import type { CsvOptions } from './options.ts';
import { readBatches, readNames } from './reading.ts';

const RECORD_BYTES_MAX_DEFAULT = 1024 * 1024;
/** A cell becomes one string, whose length V8 limits. */
const RECORD_BYTES_MAX_LIMIT = constants.MAX_STRING_LENGTH;

const text = z.string().min(1);
/** Longer marks would need a longer look-ahead. */
const mark = text.max(8);
const separator = mark.refine((given) => !/\\[0a-z]/i.test(given), {
  error:
    'expected a mark, not a backslash and a letter; YAML reads "\\t" as a tab only in double quotes',
});
const character = z.string().length(1);
const optionsSchema = z
  .strictObject({
    path: z.union([text, z.array(text).min(1)], { error: 'expected a path or a list of paths' }),
    base: text.optional(),
    delimiter: separator.default(','),
    quote: character.nullable().default('"'),
    escape: character.optional(),
    comment: mark.optional(),
    lineEnd: separator.optional(),
    header: z.boolean().optional(),
    names: z.array(text).min(1).optional(),
    encoding: z.enum(ENCODINGS).default('utf-8'),
    nulls: z
      .union([z.string(), z.array(z.string())], {
        error: "expected a string or a list of strings; YAML needs quotes around 'NULL'",
      })
      .default([]),
    json: z
      .union([text, z.array(text)], { error: 'expected a column or a list of columns' })
      .default([]),
    maxRecordBytes: z.int().min(1).max(RECORD_BYTES_MAX_LIMIT).default(RECORD_BYTES_MAX_DEFAULT),
  })
  .refine(({ header, names }) => header !== false || names !== undefined, {
    path: ['header'],
    error: 'without a header, give `names`',
  })
  .refine(({ names = [] }) => new Set(names).size === names.length, {
    path: ['names'],
    error: 'a name occurs twice',
  })
  .refine(({ names, json }) => [json].flat().every((name) => names?.includes(name) ?? true), {
    path: ['json'],
    error: 'it names a column that is not among `names`',
  });

/**
 * Reads records from CSV: each cell is a text field with the name of its column.
 *
 * The checkpoint of a batch is a file and a byte offset. For gzip, the offset counts decompressed bytes. A
 * restart reads the header again, then continues at the offset. Batches of standard input and of pipes
 * have no checkpoint. A record with broken quotes, or one that is too long, is one rejection. Reading
 * continues at the second line of the record or, if text follows a closing quote, below the line of that
 * quote.
 *
 * Invalid options throw a `TypeError` at once. A file that is missing, cannot be read, or is truncated, a
 * glob without a match, a header that names no columns, has a name twice or seems to include records, and
 * files with different columns end the read with a `RowferryError` with the code `SOURCE_FAILED`; a
 * checkpoint that no longer fits its file ends it with `SOURCE_CHANGED`.
 */
export function csv(
  options: CsvOptions,
  /** From the command line: the folder of the migration file. */
  context: { readonly base?: string } = {},
): Source {
  const given = checkOptions('csv', optionsSchema, options);
  const { path, base = '', delimiter, quote, comment = null, lineEnd, names, nulls } = given;
  const dialect = { delimiter, quote, escape: given.escape ?? quote ?? '"', comment, lineEnd };
  const clash = findClash(dialect);
  if (clash !== undefined) {
    throw new TypeError(
      `csv: \`${clash.join('` and `')}\` begin with the same characters; choose others`,
    );
  }
  const format = {
    dialect,
    hasHeader: given.header ?? names === undefined,
    names,
    encoding: given.encoding,
    json: [given.json].flat(),
    maxRecordBytes: given.maxRecordBytes,
  };
  const paths = [path].flat();
  const settings = {
    ...{ ...format, paths, nulls: new Set([nulls].flat()) },
    base: resolve(context.base ?? '', base),
  };
  return {
    name: 'csv',
    decides: { ...format, ...plainFiles(paths, base), nulls: [...settings.nulls].sort() },
    fields: (options) => readNames(settings, options),
    identity: () => identityOf(settings.paths, settings.base),
    read: (options) => readBatches(settings, options),
  };
}
