import pg from 'pg';

/** A value that is bound to `$1`, `$2` and so on. */
export type Parameter = string | number | bigint | boolean | null;

/** What is read: a table, or a query with its parameters. */
export interface Relation {
  /** A statement that returns all rows. */
  readonly all: string;
  /** The text after FROM. */
  readonly from: string;
  readonly parameters: readonly Parameter[];
  /** The name of the table, for messages; empty for a query. */
  readonly name: string;
}

export function tableRelation(parts: readonly string[]): Relation {
  const from = parts.map(pg.escapeIdentifier).join('.');
  return { all: `SELECT * FROM ${from}`, from, parameters: [], name: parts.join('.') };
}

export function queryRelation(query: string, parameters: readonly Parameter[]): Relation {
  return { all: query, from: `(${query})`, parameters, name: '' };
}
