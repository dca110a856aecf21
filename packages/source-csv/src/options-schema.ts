import { constants } from 'node:buffer';
import { z } from 'zod';
import { type Encoding, isMultiByte } from './encoding.ts';
import { encodingNamed } from './encoding-names.ts';
import type { CsvOptions } from './options.ts';
import type { CellsRule } from './records.ts';

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
const encoding = text.transform((name, context) => {
  const found = encodingNamed(name);
  if (typeof found === 'string') return found;
  context.addIssue({ code: 'custom', message: found.problem });
  return z.NEVER;
});
/** In an encoding with several bytes a character, these never are a part of another character. */
const ASCII_MARK = /^[\0-\x7f]*[\0-\x2f]$/;

/** The options of `csv`, each by itself. */
const given = z.strictObject({
  path: z.union([text, z.array(text).min(1)], { error: 'expected a path or a list of paths' }),
  base: text.optional(),
  delimiter: separator.optional(),
  quote: character.nullable().optional(),
  escape: text
    .refine((one) => one.length === 1 || one === 'postgres' || one === 'mysql', {
      error: 'expected one character, `postgres` or `mysql`',
    })
    .optional(),
  blanksAroundQuotes: z.boolean().default(false),
  excelText: z.boolean().default(false),
  comment: mark.optional(),
  lineEnd: separator.optional(),
  skipLines: z.int().min(0).optional(),
  header: z
    .union([z.boolean(), z.strictObject({ line: z.int().min(1) })], {
      error: 'expected true, false or { line: 4 }, the number of the line that is the header',
    })
    .optional(),
  names: z.array(text).min(1).optional(),
  cells: z.enum(['exact', 'trim', 'pad']).default('exact'),
  skipBlankRecords: z.boolean().default(false),
  encoding: encoding.default('utf-8'),
  nulls: z
    .union([z.string(), z.array(z.string())], {
      error: "expected a string or a list of strings; YAML needs quotes around 'NULL'",
    })
    .optional(),
  json: z
    .union([text, z.array(text)], { error: 'expected a column or a list of columns' })
    .default([]),
  maxRecordBytes: z.int().min(1).max(RECORD_BYTES_MAX_LIMIT).default(RECORD_BYTES_MAX_DEFAULT),
});

/** The options of `csv`, checked. Those that depend on others have no default yet. */
export interface GivenOptions extends Omit<CsvOptions, keyof Defaulted> {
  readonly blanksAroundQuotes: boolean;
  readonly excelText: boolean;
  readonly cells: CellsRule;
  readonly skipBlankRecords: boolean;
  readonly encoding: Encoding;
  readonly json: string | readonly string[];
  readonly maxRecordBytes: number;
}
type Defaulted = Pick<
  Required<CsvOptions>,
  | 'blanksAroundQuotes'
  | 'excelText'
  | 'cells'
  | 'skipBlankRecords'
  | 'encoding'
  | 'json'
  | 'maxRecordBytes'
>;

/** The options of `csv`, as they fit together. */
export const optionsSchema: z.ZodType<GivenOptions> = given
  .refine(({ header, names }) => header !== false || names !== undefined, {
    path: ['header'],
    error: 'without a header, give `names`',
  })
  .refine(({ header, skipLines }) => typeof header !== 'object' || skipLines === undefined, {
    path: ['skipLines'],
    error: '`header.line` says how many lines come before the header; leave out one of the two',
  })
  .refine(({ names = [] }) => new Set(names).size === names.length, {
    path: ['names'],
    error: 'a name occurs twice',
  })
  .refine(({ names, json }) => [json].flat().every((name) => names?.includes(name) ?? true), {
    path: ['json'],
    error: 'it names a column that is not among `names`',
  })
  .refine(({ quote, escape: escaping }) => quote !== null || escaping?.length !== 1, {
    path: ['escape'],
    error:
      'a character is an escape in quoted cells, and with `quote: null` there are none; for the backslashes of ' +
      'COPY or OUTFILE, write `postgres` or `mysql`',
  })
  .refine(({ quote, blanksAroundQuotes }) => quote !== null || !blanksAroundQuotes, {
    path: ['blanksAroundQuotes'],
    error: 'with `quote: null`, no cell is quoted',
  })
  .refine(({ encoding, lineEnd = '\n' }) => !isMultiByte(encoding) || ASCII_MARK.test(lineEnd), {
    path: ['lineEnd'],
    error:
      'in this encoding, expected ASCII that ends with a control character or a punctuation mark before `0`; ' +
      'its other bytes may be parts of characters',
  });
