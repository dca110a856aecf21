import { constants } from 'node:buffer';
import { resolve } from 'node:path';
import type { Source } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { identityOf, plainFiles } from '@rowferry/files';
import { z } from 'zod';
import { readBatches } from './reading.ts';

const RECORD_BYTES_MAX_DEFAULT = 64 * 1024 * 1024;
/** A record becomes one string, whose length V8 limits. */
const RECORD_BYTES_MAX_LIMIT = constants.MAX_STRING_LENGTH;

/** What {@link json} reads. */
export interface JsonOptions {
  /**
   * One or several files, globs, or `-` for standard input, read in this order. A glob's files are
   * read in the order of their code units. A file named twice is read once, at its first place.
   * gzip is recognized by content.
   */
  readonly path: string | readonly string[];
  /**
   * The folder that relative paths and globs start from. Default: the working directory; in a
   * migration file, the folder of that file. A relative `base` starts from the same folder.
   */
  readonly base?: string | undefined;
  /**
   * The path of the array of records in each document: `data.items`. A name in it may contain dots.
   * Default: the document itself.
   */
  readonly records?: string | undefined;
  /** A longer record is rejected; in bytes of its JSON. Default: 64 MiB. */
  readonly maxRecordBytes?: number | undefined;
}

const path = z.string().min(1);
const optionsSchema = z.strictObject({
  path: z.union([path, z.array(path).min(1)], { error: 'expected a path or a list of paths' }),
  base: path.optional(),
  records: z.string().min(1).optional(),
  maxRecordBytes: z.int().min(1).max(RECORD_BYTES_MAX_LIMIT).default(RECORD_BYTES_MAX_DEFAULT),
});

/**
 * Reads records from JSON documents in UTF-8: the objects of one array in each file.
 *
 * A document is read as it arrives, so memory grows with the longest record and not with the file. Integers beyond
 * 2^53 become `bigint`, decimals that a double cannot represent become `ExactNumber`. The checkpoint of a batch is a
 * file and a byte offset. For gzip, the offset counts decompressed bytes: a restart decompresses the file and skips to
 * it. Batches of standard input and of pipes have no checkpoint.
 *
 * Invalid options throw a `TypeError` at once. A file that is missing, cannot be read, is truncated, is not JSON or has
 * no such array, and a glob without a match end the read with a `RowferryError` with the code `SOURCE_FAILED`, after
 * the records before it; a checkpoint that no longer fits its file ends it with `SOURCE_CHANGED`.
 */
export function json(
  options: JsonOptions,
  /** From the command line: the folder of the migration file. */
  context: { readonly base?: string } = {},
): Source {
  const {
    path,
    base = '',
    records = '',
    maxRecordBytes,
  } = checkOptions('json', optionsSchema, options);
  const folder = resolve(context.base ?? '', base);
  const settings = { paths: [path].flat(), base: folder, records, maxRecordBytes };
  return {
    name: 'json',
    decides: { ...plainFiles(settings.paths, base), records, maxRecordBytes },
    identity: () => identityOf(settings.paths, folder),
    read: (options) => readBatches(settings, options),
  };
}
