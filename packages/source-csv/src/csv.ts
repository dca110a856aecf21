import { resolve } from 'node:path';
import type { Source } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { identityOf, plainFiles } from '@rowferry/files';
import { type Dialect, findClash } from './dialect.ts';
import type { CsvOptions } from './options.ts';
import { type GivenOptions, optionsSchema } from './options-schema.ts';
import { readBatches, readNames } from './reading.ts';

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
 * glob without a match, a header that names no columns, has a name twice or seems to include records, a `sep=` line
 * that contradicts `delimiter`, a file without a line after those that are skipped, and
 * files with different columns end the read with a `RowferryError` with the code `SOURCE_FAILED`; a
 * checkpoint that no longer fits its file ends it with `SOURCE_CHANGED`.
 */
export function csv(
  options: CsvOptions,
  /** From the command line: the folder of the migration file. */
  context: { readonly base?: string } = {},
): Source {
  const given = checkOptions('csv', optionsSchema, options);
  const { path, base = '', header, names, skipLines = 0, encoding, json } = given;
  const dialect = dialectOf(given);
  const clash = findClash(dialect);
  if (clash !== undefined) {
    throw new TypeError(
      `csv: \`${clash.join('` and `')}\` begin with the same characters; choose others`,
    );
  }
  const nulls = [given.nulls ?? (dialect.backslashes === null ? [] : '\\N')].flat();
  const format = {
    dialect,
    hasHeader: typeof header === 'object' || (header ?? names === undefined),
    skipLines: typeof header === 'object' ? header.line - 1 : skipLines,
    headerLine: typeof header === 'object' ? header.line : undefined,
    names,
    encoding,
    cells: given.cells,
    skipBlankRecords: given.skipBlankRecords,
    json: [json].flat(),
    maxRecordBytes: given.maxRecordBytes,
  };
  const paths = [path].flat();
  const settings = {
    ...{ ...format, paths, nulls: new Set(nulls) },
    isDelimiterGiven: given.delimiter !== undefined,
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

function dialectOf(given: GivenOptions): Dialect {
  const { escape: escaping, comment = null, lineEnd, blanksAroundQuotes, excelText } = given;
  const backslashes = escaping === 'postgres' || escaping === 'mysql' ? escaping : null;
  const quote = given.quote === undefined && backslashes === null ? '"' : (given.quote ?? null);
  return {
    delimiter: given.delimiter ?? (backslashes === null ? ',' : '\t'),
    quote,
    escape: backslashes === null ? (escaping ?? quote ?? '"') : '\\',
    backslashes,
    comment,
    lineEnd,
    blanksAroundQuotes,
    excelText,
  };
}
