import { constants } from 'node:buffer';
import { z } from 'zod';

const LINE_BYTES_MAX_DEFAULT = 64 * 1024 * 1024;
/** A line becomes one string, whose length V8 limits. Two bytes are reserved for the line end. */
const LINE_BYTES_MAX_LIMIT = constants.MAX_STRING_LENGTH - 2;

/** What `jsonl` reads, and what it does with a line that is not a record. */
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
  readonly base?: string;
  /**
   * `reject`: a bad line is one rejection at its position, and reading continues.
   * `stop`: a bad line ends the read with `SOURCE_FAILED`. Default: `reject`.
   */
  readonly onBadLine?: 'reject' | 'stop';
  /** A longer line is a bad line; in bytes, without the line end. Default: 64 MiB. */
  readonly maxLineBytes?: number;
}

const path = z.string().min(1);
export const optionsSchema = z.strictObject({
  path: z.union([path, z.array(path).min(1)], { error: 'expected a path or a list of paths' }),
  base: path.optional(),
  onBadLine: z.enum(['reject', 'stop']).default('reject'),
  maxLineBytes: z.int().min(1).max(LINE_BYTES_MAX_LIMIT).default(LINE_BYTES_MAX_DEFAULT),
});
