import type { Parameter, Relation } from './relation.ts';
import {
  type Bounds,
  columnsOf,
  type KeyColumn,
  type KeyValues,
  type Statement,
} from './statement.ts';

/**
 * The rows within the bounds, in the order of the key. Each has an additional last column: whether the next
 * row has the same key. The server does the comparison, by the type and collation of the column.
 */
export function orderedStatement(
  { from, parameters }: Relation,
  key: readonly KeyColumn[],
  { after, upTo }: Bounds,
): Statement {
  const values: Parameter[] = [...parameters];
  const columns = columnsOf(key);
  const row = `(${columns.join(', ')})`;
  const bind = (texts: KeyValues) => {
    const casts = key.map(({ type }, index) => `$${values.push(texts[index] ?? null)}::${type}`);
    return `(${casts.join(', ')})`;
  };
  const conditions = [
    ...(after === undefined ? [] : [`${row} > ${bind(after)}`]),
    ...(upTo === undefined ? [] : [`${row} <= ${bind(upTo)}`]),
  ];
  const next = columns.map((column) => `pg_catalog.lead(${column}) OVER key`);
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const text =
    `SELECT source.*, ${row} = (${next.join(', ')}) FROM ${from} AS source${where} ` +
    `WINDOW key AS (ORDER BY ${columns.join(', ')}) ORDER BY ${columns.join(', ')}`;
  return { text, values };
}
