import { constants } from 'node:buffer';
import { resolve } from 'node:path';
import { checkOptions, type Source } from '@rowferry/core';
import { z } from 'zod';
import { findClash } from './dialect.ts';
import { ENCODINGS, type Encoding } from './encoding.ts';
import { readBatches } from './reading.ts';

const RECORD_BYTES_MAX_DEFAULT = 1024 * 1024;
/** A cell becomes one string, whose length V8 limits. */
const RECORD_BYTES_MAX_LIMIT = constants.MAX_STRING_LENGTH;

/** What {@link csv} reads, and in which dialect. */
export interface CsvOptions {
  /**
   * One or several files, globs, or `-` for standard input, read in this order. A glob's files are
   * read in the order of their code units. A file named twice is read once, at its first place.
   * gzip is told from plain text by content.
   */
  readonly path: string | readonly string[];
  /**
   * The folder that relative paths and globs start from. Default: the working directory; in a
   * migration file, the file's own folder, from which a relative `base` starts as well.
   */
  readonly base?: string;
  /** What parts the cells of a record. Default: a comma. */
  readonly delimiter?: string;
  /** The character around a quoted cell; `null` where no cell is quoted. Default: `"`. */
  readonly quote?: string | null;
  /** The character that makes the one behind it text, in quoted cells. Default: the quote. */
  readonly escape?: string;
  /** A line that begins with this is no record. Default: no line is a comment. */
  readonly comment?: string;
  /** What ends a record, such as `\r`. Default: LF or CRLF. */
  readonly lineEnd?: string;
  /**
   * Whether the first record of each file names its columns. Default: `true`, or `false` where
   * `names` are given; with both, the names replace those of the header.
   */
  readonly header?: boolean;
  /** The names of the columns, in their order. */
  readonly names?: readonly string[];
  /** How files without a byte order mark write their characters. Default: `utf-8`. */
  readonly encoding?: Encoding;
  /** Cells that are null, to the letter, where they are not quoted. Default: none. */
  readonly nulls?: string | readonly string[];
  /** A longer record is refused; in bytes of UTF-8, without the line end. Default: 1 MiB. */
  readonly maxRecordBytes?: number;
}

const text = z.string().min(1);
/** Longer ones would need a longer look ahead. */
const mark = text.max(8);
const character = z.string().length(1);
const optionsSchema = z
  .strictObject({
    path: z.union([text, z.array(text).min(1)], { error: 'expected a path or a list of paths' }),
    base: text.optional(),
    delimiter: mark.default(','),
    quote: character.nullable().default('"'),
    escape: character.optional(),
    comment: mark.optional(),
    lineEnd: mark.optional(),
    header: z.boolean().optional(),
    names: z.array(text).min(1).optional(),
    encoding: z.enum(ENCODINGS).default('utf-8'),
    nulls: z
      .union([z.string(), z.array(z.string())], {
        error: "expected a text or a list of texts; YAML needs quotes around 'NULL'",
      })
      .default([]),
    maxRecordBytes: z.int().min(1).max(RECORD_BYTES_MAX_LIMIT).default(RECORD_BYTES_MAX_DEFAULT),
  })
  .refine(({ header, names }) => header !== false || names !== undefined, {
    path: ['header'],
    error: 'without a header, give `names`',
  })
  .refine(({ names = [] }) => new Set(names).size === names.length, {
    path: ['names'],
    error: 'a name stands twice',
  });

/**
 * Reads records from CSV: each cell is a field of text, named by its column.
 *
 * The checkpoint of a batch is a file and a byte offset, for gzip in the decompressed bytes: a
 * restart reads the header again, then on from there. Batches of standard input and of pipes carry
 * none. A record whose quotes are broken, or that is too long, is one rejection, and reading goes on
 * at the line below its first or, with text behind a closing quote, below that of the quote.
 *
 * Options that do not fit are a `TypeError` at once. A file that is missing, cannot be read, or is
 * truncated, a glob without a match, a header that names no columns or two the same, or that seems to
 * have swallowed records, and files with different columns are a `RowferryError` with the code
 * `SOURCE_FAILED`, when reading meets them; a checkpoint that no longer fits its file is one with
 * `SOURCE_CHANGED`.
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
    throw new TypeError(`csv: \`${clash.join('` and `')}\` begin alike; give other ones`);
  }
  const settings = {
    paths: [path].flat(),
    base: resolve(context.base ?? '', base),
    dialect,
    hasHeader: given.header ?? names === undefined,
    names,
    encoding: given.encoding,
    nulls: new Set([nulls].flat()),
    maxRecordBytes: given.maxRecordBytes,
  };
  return { name: 'csv', read: (options) => readBatches(settings, options) };
}
