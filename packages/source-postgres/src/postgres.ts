import { checkOptions, type Source } from '@rowferry/core';
import { withBase } from './connection-string.ts';
import type { PostgresOptions } from './options.ts';
import { optionsSchema } from './options-schema.ts';
import { readBatches } from './reading.ts';
import { queryRelation, tableRelation } from './relation.ts';

/**
 * Reads the rows of a table or a query of PostgreSQL, no faster than they are used. All are read in one
 * state of the database, in a read-only transaction.
 *
 * `bool` becomes boolean, `int2` and `int4` number, `int8` number or beyond 2^53 `bigint`, `float4` and
 * `float8` number if it has the same digits, `timestamp` and `timestamptz` ISO 8601 text to the
 * microsecond. All other values are the text that PostgreSQL writes. NaN and infinities become numbers;
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
  } as const;
  return { name: 'postgres', read: (options) => readBatches(settings, options) };
}

export type { Parameter } from './relation.ts';
