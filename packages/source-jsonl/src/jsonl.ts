import { constants } from 'node:buffer';
import { resolve } from 'node:path';
import type { Source } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { identityOf, plainFiles } from '@rowferry/files';
import { z } from 'zod';
import { readBatches } from './reading.ts';

const LINE_BYTES_MAX_DEFAULT = 64 * 1024 * 1024;
/** A line becomes one string, whose length V8 limits. Two bytes are reserved for the line end. */
const LINE_BYTES_MAX_LIMIT = constants.MAX_STRING_LENGTH - 2;

/** What {@link jsonl} reads, and what it does with a line that is not a record. */
export interface JsonlOptions {
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
   * `reject`: a bad line is one rejection at its position, and reading continues.
   * `stop`: a bad line ends the read with `SOURCE_FAILED`. Default: `reject`.
   */
  readonly onBadLine?: 'reject' | 'stop' | undefined;
  /** A longer line is a bad line; in bytes, without the line end. Default: 64 MiB. */
  readonly maxLineBytes?: number | undefined;
}

const path = z.string().min(1);
const optionsSchema = z.strictObject({
  path: z.union([path, z.array(path).min(1)], { error: 'expected a path or a list of paths' }),
  base: path.optional(),
  onBadLine: z.enum(['reject', 'stop']).default('reject'),
  maxLineBytes: z.int().min(1).max(LINE_BYTES_MAX_LIMIT).default(LINE_BYTES_MAX_DEFAULT),
});

/**
 * Reads records from JSON Lines: one JSON object on each line, in UTF-8.
 *
 * Integers beyond 2^53 become `bigint`, decimals that a double cannot represent become `ExactNumber`.
 * The checkpoint of a batch is a file and a byte offset. For gzip, the offset counts decompressed
 * bytes: a restart decompresses the file and skips to it. Batches of standard input and of pipes have
 * no checkpoint.
 *
 * Invalid options throw a `TypeError` at once. A file that is missing, cannot be read, is truncated gzip, or
 * begins as another format does, such as one JSON array, and a glob without a match end the read with a `RowferryError` with the code `SOURCE_FAILED`; a
 * checkpoint that no longer fits its file ends it with `SOURCE_CHANGED`.
 */
export function jsonl(
  options: JsonlOptions,
  /** From the command line: the folder of the migration file. */
  context: { readonly base?: string } = {},
): Source {
  const {
    path,
    base = '',
    onBadLine,
    maxLineBytes,
  } = checkOptions('jsonl', optionsSchema, options);
  const folder = resolve(context.base ?? '', base);
  const settings = { paths: [path].flat(), base: folder, onBadLine, maxLineBytes };
  return {
    name: 'jsonl',
    decides: { ...plainFiles(settings.paths, base), onBadLine, maxLineBytes },
    identity: () => identityOf(settings.paths, folder),
    read: (options) => readBatches(settings, options),
  };
}
