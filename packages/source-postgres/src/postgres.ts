import { checkOptions, type Source } from '@rowferry/core';
import { z } from 'zod';
import { parseConnectionString, rooted } from './connection-string.ts';
import { statementIn } from './query-text.ts';
import { readBatches } from './reading.ts';
import { type Parameter, queryRelation, tableRelation } from './statement.ts';

export type { Parameter } from './statement.ts';

/** Each is a connection; more would be more than a server likes to give one client. */
const PARTITIONS_MAX = 32;

/** What {@link postgres} reads, and from where. Either `table` or `query` is required. */
export interface PostgresOptions {
  /**
   * A connection string of libpq: `postgres://user@host:5432/database?sslmode=verify-full`, or
   * `host=… dbname=…`. What it leaves out comes from the `PG*` variables of the environment, then
   * from libpq's defaults; the host's is `localhost`. Relative paths of certificates start, in a
   * migration file, from the file's own folder.
   */
  readonly connection?: string;
  /**
   * A table or view, `name` or `schema.name`, with capitals as PostgreSQL stores them. A list of one
   * or two names takes names with dots in them.
   */
  readonly table?: string | readonly string[];
  /** One `SELECT`, `VALUES` or `TABLE` statement, or one that begins with `WITH`. */
  readonly query?: string;
  /** Bound to `$1`, `$2` and so on in `query`. */
  readonly parameters?: readonly Parameter[];
  /**
   * One or several columns which together are never the same in two rows, and never NULL. The rows
   * come in their order, and each batch carries a checkpoint. A restart reads the rows behind it as
   * they are then; the state that the first read saw is gone. Default: no order and no checkpoint.
   */
  readonly orderBy?: string | readonly string[];
  /**
   * Reads as many ranges of `orderBy` at once, each on a connection of its own, 1 to 32. Batches of the
   * ranges take turns. Default: 1.
   */
  readonly partitions?: number;
  /** Takes each `timestamp` without time zone as one of UTC, and ends it with `Z`. */
  readonly assumeZone?: 'UTC';
}

const name = z.string().min(1);
const names = z.array(name).min(1);
const parameter = z.union([z.string(), z.number(), z.bigint(), z.boolean(), z.null()], {
  error: 'expected a text, a number, a boolean or null',
});

const optionsSchema = z
  .strictObject({
    connection: z
      .string()
      .default('')
      .transform((text, context) => {
        try {
          return parseConnectionString(text);
        } catch (error) {
          context.addIssue(error instanceof Error ? error.message : String(error));
          return z.NEVER;
        }
      }),
    table: z.union([name, names.max(2)], { error: 'expected a name or a list of two' }).optional(),
    query: z
      .string()
      .transform((text, context) => {
        const statement = statementIn(text);
        if (statement !== undefined) return statement;
        context.addIssue('expected one statement that begins with SELECT, VALUES, TABLE or WITH');
        return z.NEVER;
      })
      .optional(),
    parameters: z.array(parameter).optional(),
    orderBy: z.union([name, names], { error: 'expected a column or a list of them' }).optional(),
    partitions: z.int().min(1).max(PARTITIONS_MAX).default(1),
    assumeZone: z.literal('UTC').optional(),
  })
  .refine(({ table, query }) => (table === undefined) !== (query === undefined), {
    error: 'expected either `table` or `query`',
  })
  .refine(({ query, parameters }) => query !== undefined || parameters === undefined, {
    error: '`parameters` are bound in a `query`',
  })
  .refine(({ partitions, orderBy }) => partitions === 1 || orderBy !== undefined, {
    error: '`partitions` are ranges of `orderBy`, which is missing',
  });

/**
 * Reads the rows of a table or a query of PostgreSQL, in one read-only transaction that sees one state
 * of the database, at the pace at which they are used.
 *
 * `bool` comes as boolean, `int2` and `int4` as number, `int8` as number or beyond 2^53 as `bigint`,
 * `float4` and `float8` as number where it has the same digits, `timestamp` and `timestamptz` as ISO
 * 8601 text to the microsecond, all else as the text that PostgreSQL writes. NaN and infinities come
 * as numbers; they have no cell, and so reject the records in which a column of the migration has one.
 *
 * Options that do not fit are a `TypeError` at once. A server that lets nobody in, refuses the query or
 * goes away, and an `orderBy` that is not unique, are a `RowferryError` with the code `SOURCE_FAILED`,
 * when reading meets them.
 */
export function postgres(
  options: PostgresOptions,
  /** From the command line: the folder of the migration file. */
  context: { readonly base?: string } = {},
): Source {
  const checked = checkOptions('postgres', optionsSchema, options);
  const { connection, table, query, parameters = [], orderBy = [], partitions } = checked;
  const parts = typeof table === 'string' ? table.split('.') : (table ?? []);
  const settings = {
    connection: rooted(connection, context.base ?? ''),
    relation: query === undefined ? tableRelation(parts) : queryRelation(query, parameters),
    orderBy: [orderBy].flat(),
    partitions,
    zone: checked.assumeZone === 'UTC' ? 'Z' : '',
  } as const;
  return { name: 'postgres', read: (options) => readBatches(settings, options) };
}
