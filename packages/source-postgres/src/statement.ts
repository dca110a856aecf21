import pg from 'pg';

/** A value that is bound to `$1`, `$2` and so on. */
export type Parameter = string | number | bigint | boolean | null;

/** What is read: a table or a query, with what is bound in it. */
export interface Relation {
  /** A statement that gives all rows. */
  readonly all: string;
  /** What stands behind FROM. */
  readonly from: string;
  readonly parameters: readonly Parameter[];
  /** The name of the table, for people; a query has none. */
  readonly name: string;
}

export function tableRelation(parts: readonly string[]): Relation {
  const from = parts.map(pg.escapeIdentifier).join('.');
  return { all: `SELECT * FROM ${from}`, from, parameters: [], name: parts.join('.') };
}

export function queryRelation(query: string, parameters: readonly Parameter[]): Relation {
  return { all: query, from: `(${query})`, parameters, name: '' };
}

/** A column by which rows are told apart and ordered. */
export interface KeyColumn {
  readonly name: string;
  /** Its type, as a cast writes it. */
  readonly type: string;
}

/** The text of each key column of one row, as the server wrote it. */
export type KeyValues = readonly string[];

/** Rows behind one key, up to another one with it. */
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

/** Gives no row, but tells the columns. */
export function describing({ from, parameters }: Relation): Statement {
  return { text: `SELECT source.* FROM ${from} AS source LIMIT 0`, values: parameters };
}

/** The types with these OIDs, as a cast writes them; with a modifier, `bpchar` would be one character. */
export function naming(types: readonly number[]): Statement {
  const names = types.map((_, index) => `pg_catalog.format_type($${index + 1}, -1)`);
  return { text: `SELECT ${names.join(', ')}`, values: types };
}

/** Gives a row where a key column is NULL somewhere. */
export function findingNull({ from, parameters }: Relation, key: readonly KeyColumn[]): Statement {
  const isNull = columnsOf(key).map((column) => `${column} IS NULL`);
  const text = `SELECT 1 FROM ${from} AS source WHERE ${isNull.join(' OR ')} LIMIT 1`;
  return { text, values: parameters };
}

export function counting({ from, parameters }: Relation): Statement {
  return { text: `SELECT pg_catalog.count(*) FROM ${from} AS source`, values: parameters };
}

/** The keys that stand at these places, the first being 1, in the order of the key. */
export function picking(
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
 * The rows within `bounds` in the order of the key, each with one column more at its end: whether the
 * next row has the same key. The server compares, by the column's own rules of order.
 */
export function ordered(
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
