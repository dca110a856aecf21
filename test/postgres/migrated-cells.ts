import type { Columns } from '@rowferry/core';
import { type PostgresOptions, postgres } from '@rowferry/source-postgres';
import { migratedRows } from '../world/migrated-rows.ts';
import type { PostgresServer } from './server.ts';

/** Runs a migration of these fields, each to a column of its name with `__c` behind it, or of these columns. */
export async function migratedCells(
  server: PostgresServer,
  options: PostgresOptions,
  fields: readonly string[] | Columns,
): ReturnType<typeof migratedRows> {
  const columns = isNames(fields)
    ? Object.fromEntries(fields.map((name) => [`${name}__c`, name]))
    : fields;
  return await migratedRows(postgres({ connection: server.uri(), ...options }), columns);
}

function isNames(fields: readonly string[] | Columns): fields is readonly string[] {
  return Array.isArray(fields);
}
