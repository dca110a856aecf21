import type { Source } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { z } from 'zod';
import { parseConnectionString, withBase } from './connection-string.ts';
import type { PostgresOptions } from './options.ts';
import { statementIn } from './query-text.ts';
import { decisive, identityOf, readBatches, readNames } from './reading.ts';
import { queryRelation, tableRelation } from './relation.ts';

export type { Parameter } from './relation.ts';

/** Each partition is a connection, and a server has a limited number of them. */
const PARTITIONS_MAX = 32;

const name = z.string().min(1);
const names = z.array(name).min(1);
const parameter = z.union([z.string(), z.number(), z.bigint(), z.boolean(), z.null()], {
  error: 'expected a string, a number, a boolean or null',
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
    json: z
      .union([name, z.array(name)], { error: 'expected a column or a list of columns' })
      .default([]),
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
 * Reads the rows of a table or a query of PostgreSQL, no faster than they are used. All are read in one
 * state of the database, in a read-only transaction.
 *
 * `bool` becomes boolean, `int2` and `int4` number, `int8` number or beyond 2^53 `bigint`, `float4` and
 * `float8` number, or `ExactNumber` if it would have other digits, `timestamp` and `timestamptz` ISO 8601 text to the
 * microsecond. All other values are the text that PostgreSQL writes, but a `json` or `jsonb` of which the
 * migration takes parts is the value itself, as is a column that `json` names. NaN and infinities become numbers;
 * they cannot be written to a cell, so a record is rejected if a column of the migration has one.
 *
 * Invalid options throw a `TypeError` at once. A server that refuses the connection or the query, or goes
 * away, and an `orderBy` that is not unique, end the read with a `RowferryError` with the code
 * `SOURCE_FAILED`.
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
    connection: withBase(connection, context.base ?? ''),
    relation: query === undefined ? tableRelation(parts) : queryRelation(query, parameters),
    orderBy: [orderBy].flat(),
    partitions,
    zone: checked.assumeZone === 'UTC' ? 'Z' : '',
    json: [checked.json].flat(),
  } as const;
  return {
    name: 'postgres',
    fields: (options) => readNames(settings, options),
    identity: async () => identityOf(settings),
    decides: decisive(settings),
    read: (options) => readBatches(settings, options),
  };
}
