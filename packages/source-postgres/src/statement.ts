import pg from 'pg';
import type { Parameter, Relation } from './relation.ts';

/** A column that rows are identified and ordered by. */
export interface KeyColumn {
  readonly name: string;
  /** Its type, as written in a cast. */
  readonly type: string;
}

/** The text of each key column of one row, as the server sent it. */
export type KeyValues = readonly string[];

/** The rows after the key `after`, up to and including the key `upTo`. */
export interface Bounds {
  readonly after?: KeyValues | undefined;
  readonly upTo?: KeyValues | undefined;
}

export interface Statement {
  readonly text: string;
  readonly values: readonly Parameter[];
}

export function columnsOf(key: readonly { name: string }[]): string[] {
  return key.map(({ name }) => `source.${pg.escapeIdentifier(name)}`);
}

/** Returns no row, only the columns. */
export function columnsStatement({ from, parameters }: Relation): Statement {
  return { text: `SELECT source.* FROM ${from} AS source LIMIT 0`, values: parameters };
}

/**
 * The names of the types with these OIDs, as written in a cast. The -1 keeps the name `bpchar`: without it,
 * the name would be `character`, which is one character in a cast.
 */
export function typeNamesStatement(types: readonly number[]): Statement {
  const names = types.map((_, index) => `pg_catalog.format_type($${index + 1}, -1)`);
  return { text: `SELECT ${names.join(', ')}`, values: types };
}

/** Returns a row if a key column is NULL in any row. */
export function nullStatement(
  { from, parameters }: Relation,
  key: readonly KeyColumn[],
): Statement {
  const isNull = columnsOf(key).map((column) => `${column} IS NULL`);
  const text = `SELECT 1 FROM ${from} AS source WHERE ${isNull.join(' OR ')} LIMIT 1`;
  return { text, values: parameters };
}

export function countStatement({ from, parameters }: Relation): Statement {
  return { text: `SELECT pg_catalog.count(*) FROM ${from} AS source`, values: parameters };
}

/** The keys at these 1-based places in the order of the key. */
export function keysStatement(
  { from, parameters }: Relation,
  key: readonly KeyColumn[],
  places: readonly number[],
): Statement {
  const columns = columnsOf(key).join(', ');
  const place = `pg_catalog.row_number() OVER (ORDER BY ${columns})`;
  const names = key.map(({ name }) => `numbered.${pg.escapeIdentifier(name)}`).join(', ');
  return {
    text: `SELECT ${names} FROM (SELECT ${columns}, ${place} AS "rowferry place" FROM ${from} AS source)
      AS numbered WHERE "rowferry place" IN (${places.join(', ')}) ORDER BY "rowferry place"`,
    values: parameters,
  };
}
