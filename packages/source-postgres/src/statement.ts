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

/** A column that rows are identified and ordered by. */
export interface KeyColumn {
  readonly name: string;
  /** Its type, as written in a cast. */
  readonly type: string;
}

/** The text of each key column of one row, as the server sent it. */
export type KeyValues = readonly string[];

/** The rows after the key `behind`, up to and including the key `upTo`. */
export interface Bounds {
  readonly behind?: KeyValues | undefined;
  readonly upTo?: KeyValues | undefined;
}

export interface Statement {
  readonly text: string;
  readonly values: readonly Parameter[];
}

function columnsOf(key: readonly { name: string }[]): string[] {
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

/**
 * The rows within the bounds, in the order of the key. Each has an additional last column: whether the next
 * row has the same key. The server does the comparison, by the type and collation of the column.
 */
export function orderedStatement(
  { from, parameters }: Relation,
  key: readonly KeyColumn[],
  { behind, upTo }: Bounds,
): Statement {
  const values: Parameter[] = [...parameters];
  const columns = columnsOf(key);
  const row = `(${columns.join(', ')})`;
  const bind = (texts: KeyValues) => {
    const casts = key.map(({ type }, index) => `$${values.push(texts[index] ?? null)}::${type}`);
    return `(${casts.join(', ')})`;
  };
  const conditions = [
    ...(behind === undefined ? [] : [`${row} > ${bind(behind)}`]),
    ...(upTo === undefined ? [] : [`${row} <= ${bind(upTo)}`]),
  ];
  const next = columns.map((column) => `pg_catalog.lead(${column}) OVER key`);
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const text =
    `SELECT source.*, ${row} = (${next.join(', ')}) FROM ${from} AS source${where} ` +
    `WINDOW key AS (ORDER BY ${columns.join(', ')}) ORDER BY ${columns.join(', ')}`;
  return { text, values };
}
