import { constants } from 'node:buffer';
import { z } from 'zod';
import { ENCODINGS } from './encoding.ts';

const RECORD_BYTES_MAX_DEFAULT = 1024 * 1024;
/** A cell becomes one string, whose length V8 limits. */
const RECORD_BYTES_MAX_LIMIT = constants.MAX_STRING_LENGTH;

const text = z.string().min(1);
/** Longer marks would need a longer look-ahead. */
const mark = text.max(8);
const character = z.string().length(1);
export const optionsSchema = z
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
        error: "expected a string or a list of strings; YAML needs quotes around 'NULL'",
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
    error: 'a name occurs twice',
  });
