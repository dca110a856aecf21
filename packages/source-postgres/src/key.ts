import { sourceFailed } from './failure.ts';
import type { Session } from './session.ts';
import {
  type Bounds,
  counting,
  describing,
  findingNull,
  type KeyColumn,
  type KeyValues,
  naming,
  picking,
  type Relation,
} from './statement.ts';

/** The columns of `orderBy`, of which each must be a column of the relation. */
export async function findKey(
  session: Session,
  relation: Relation,
  orderBy: readonly string[],
): Promise<readonly KeyColumn[]> {
  const { fields } = await session.query(describing(relation));
  const types = orderBy.map((name) => {
    const field = fields.find((one) => one.name === name);
    if (field !== undefined) return field.dataTypeID;
    throw sourceFailed(`\`orderBy\` names \`${name}\`, which is no column; correct it`);
  });
  const [names = []] = (await session.query(naming(types))).rows;
  return orderBy.map((name, index) => ({ name, type: names[index] ?? 'text' }));
}

/**
 * Parts the key into ranges of as many rows each, and looks for rows that no range would have: those
 * whose key is NULL.
 */
export async function partKey(
  session: Session,
  relation: Relation,
  key: readonly KeyColumn[],
  partitions: number,
): Promise<readonly Bounds[]> {
  if (partitions === 1) return [{}];
  const [[count] = []] = (await session.query(counting(relation))).rows;
  const places = Array.from({ length: partitions - 1 }, (_, index) =>
    Math.floor((Number(count) * (index + 1)) / partitions),
  );
  const distinct = [...new Set(places)].filter((place) => place > 0);
  if (distinct.length === 0) return [{}];
  const { rows } = await session.query(picking(relation, key, distinct));
  const bounds = rows as KeyValues[];
  return [undefined, ...bounds].map((behind, index) => ({ behind, upTo: bounds[index] }));
}

/** Throws where the key is NULL in a row, which would be left out behind a key or within a range. */
export async function refuseNull(
  session: Session,
  relation: Relation,
  key: readonly KeyColumn[],
): Promise<void> {
  const { rows } = await session.query(findingNull(relation, key));
  if (rows.length > 0) throw nullInKey(key.map(({ name }) => name));
}

export function nullInKey(names: readonly string[]): Error {
  return sourceFailed(
    `\`orderBy\` (${names.join(', ')}) is NULL in some rows, which have no place in the order; ` +
      'leave them out in the query, or choose other columns',
  );
}

export function keyTwice(names: readonly string[]): Error {
  return sourceFailed(
    `\`orderBy\` (${names.join(', ')}) is not unique: some rows have the same values there, and a ` +
      'restart between them would lose one; add columns that tell them apart',
  );
}
