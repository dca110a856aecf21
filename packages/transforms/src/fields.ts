import type { SourceRecord } from '@rowferry/core';
import { named } from '@rowferry/core/internal';
import { z } from 'zod';

const name = z.string().min(1);

/** Names of fields of a record, not paths into it. */
export const FIELDS: z.ZodArray<z.ZodString> = z.array(name).min(1);

/** Maps one name to another. */
export const NAMES: z.ZodType<Readonly<Record<string, string>>> = named(name, name)
  .refine((names) => Object.keys(names).length > 0, 'expected at least one name')
  .refine(
    (names) => new Set(Object.values(names)).size === Object.keys(names).length,
    'expected each new name once',
  );

/** The option of a plugin whose fields may be absent from every record. */
export const OPTIONAL: z.ZodDefault<z.ZodBoolean> = z.boolean().default(false);

/** What a plugin says about the fields that it takes: nothing if they are optional. */
export function takes(
  fields: readonly string[],
  optional: boolean,
): { fields?: readonly string[] } {
  return optional ? {} : { fields };
}

/**
 * Applies `change` to those of `fields` that the record has, or to all fields if none are named. Returns
 * the record itself if nothing changes.
 */
export function changeFields(
  record: SourceRecord,
  fields: readonly string[] | undefined,
  change: (value: unknown, field: string) => unknown,
): SourceRecord {
  let changed: Record<string, unknown> | undefined;
  for (const field of fields ?? Object.keys(record)) {
    if (!Object.hasOwn(record, field)) continue;
    const value = record[field];
    const next = change(value, field);
    if (Object.is(next, value)) continue;
    changed ??= { ...record };
    changed[field] = next;
  }
  return changed ?? record;
}
