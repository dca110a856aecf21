import { resolve } from 'node:path';
import { checkOptions, type Source } from '@rowferry/core';
import { type JsonlOptions, optionsSchema } from './options.ts';
import { readBatches } from './reading.ts';

/**
 * Reads records from JSON Lines: one JSON object on each line, in UTF-8.
 *
 * Integers beyond 2^53 become `bigint`, decimals that a double cannot represent become `ExactNumber`.
 * The checkpoint of a batch is a file and a byte offset. For gzip, the offset counts decompressed
 * bytes: a restart decompresses the file and skips to it. Batches of standard input and of pipes have
 * no checkpoint.
 *
 * Invalid options throw a `TypeError` at once. A file that is missing, cannot be read, or is truncated
 * gzip, and a glob without a match end the read with a `RowferryError` with the code `SOURCE_FAILED`; a
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
  return { name: 'jsonl', read: (options) => readBatches(settings, options) };
}
