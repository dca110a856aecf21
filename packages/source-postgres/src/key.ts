import { sourceFailed } from './failure.ts';
import { nullInKey } from './key-failure.ts';
import type { Relation } from './relation.ts';
import type { Session } from './session.ts';
import {
  type Bounds,
  columnsStatement,
  countStatement,
  type KeyColumn,
  type KeyValues,
  keysStatement,
  nullStatement,
  typeNamesStatement,
} from './statement.ts';

/** The columns of `orderBy`. Each must be a column of the relation. */
export async function findKey(
  session: Session,
  relation: Relation,
  orderBy: readonly string[],
): Promise<readonly KeyColumn[]> {
  const { fields } = await session.query(columnsStatement(relation));
  const types = orderBy.map((name) => {
    const field = fields.find((one) => one.name === name);
    if (field !== undefined) return field.dataTypeID;
    throw sourceFailed(`\`orderBy\` names \`${name}\`, which is not a column; correct it`);
  });
  const [names = []] = (await session.query(typeNamesStatement(types))).rows;
  return orderBy.map((name, index) => ({ name, type: names[index] ?? 'text' }));
}

/** Splits the key into ranges with the same number of rows each. */
export async function splitKey(
  session: Session,
  relation: Relation,
  key: readonly KeyColumn[],
  partitions: number,
): Promise<readonly Bounds[]> {
  if (partitions === 1) return [{}];
  const [[count] = []] = (await session.query(countStatement(relation))).rows;
  const places = Array.from({ length: partitions - 1 }, (_, index) =>
    Math.floor((Number(count) * (index + 1)) / partitions),
  );
  const distinct = [...new Set(places)].filter((place) => place > 0);
  if (distinct.length === 0) return [{}];
  const { rows } = await session.query(keysStatement(relation, key, distinct));
  const bounds = rows as KeyValues[];
  return [undefined, ...bounds].map((after, index) => ({ after, upTo: bounds[index] }));
}

/** Throws if the key is NULL in a row: a comparison with a key, as in a range, would omit that row. */
export async function refuseNull(
  session: Session,
  relation: Relation,
  key: readonly KeyColumn[],
): Promise<void> {
  const { rows } = await session.query(nullStatement(relation, key));
  if (rows.length > 0) throw nullInKey(key.map(({ name }) => name));
}
