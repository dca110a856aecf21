import { closest, shown } from '../contract/near-name.ts';

/**
 * What is wrong with a record that was written by hand: a field that the migration does not name, in place of a like
 * one that it names. Its cell would be empty. `fields` are names, or paths such as `owner.email`.
 */
export function misnamedField(record: object, fields: readonly string[]): string | undefined {
  const keys = Object.keys(record);
  const isOf = (field: string, key: string) => field === key || field.startsWith(`${key}.`);
  const lacking = fields.filter((field) => !keys.some((key) => isOf(field, key)));
  const names = lacking.flatMap((field) => [field, field.split('.', 1)[0] ?? '']);
  for (const key of keys) {
    if (fields.some((field) => isOf(field, key))) continue;
    const near = closest(key, names, Math.max(1, Math.round(key.length / 3)));
    if (near === undefined) continue;
    return `has the field ${shown(key)} and lacks ${shown(near)}, which the migration names; correct the name, or add ${shown(near)} with null, then retry`;
  }
  return undefined;
}
