import { checkOptions, type Plugin } from '@rowferry/core';
import { z } from 'zod';
import { dateReader } from './date-reader.ts';
import { changeFields, FIELDS } from './fields.ts';

export interface ParseDateOptions {
  readonly fields: readonly string[];
  /** In the tokens of Luxon, such as `dd.MM.yyyy` or `MMM d yyyy, h:mm a`; names are English. */
  readonly format: string;
  /** The IANA zone whose clocks showed the time: needed where the format has a time, but no zone. */
  readonly zone?: string | undefined;
}

const schema = z.strictObject({
  fields: FIELDS,
  format: z.string().min(1),
  zone: z.string().min(1).optional(),
});

/**
 * Turns texts into ISO 8601: a date where the format has no time, a date with time and offset where
 * it has one. What does not read exactly so is rejected, as is a time that the clocks of the zone
 * skipped; of two times that they showed twice, the first is meant. Null and `Date` stay.
 */
export function parseDate(options: ParseDateOptions): Plugin {
  const { fields, format, zone } = checkOptions('parseDate', schema, options);
  const read = dateReader(format, zone);
  const change = (value: unknown, field: string) => {
    if (value === null || value === undefined || value instanceof Date) return value;
    return read(String(value), field);
  };
  return { name: 'parse-date', transform: (record) => changeFields(record, fields, change) };
}
