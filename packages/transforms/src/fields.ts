import type { SourceRecord } from '@rowferry/core';
import { z } from 'zod';

const name = z.string().min(1);

/** Names of fields of a record, not paths into it. */
export const FIELDS: z.ZodArray<z.ZodString> = z.array(name).min(1);

/** From one name to another. */
export const NAMES: z.ZodType<Record<string, string>> = z
  .record(name, name)
  .refine((names) => Object.keys(names).length > 0, 'expected one name or more')
  .refine(
    (names) => new Set(Object.values(names)).size === Object.keys(names).length,
    'expected each new name once',
  );

/**
 * The record with `change` applied to these fields, as far as it has them; to all where none are
 * named. Gives the record itself where nothing changes.
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
