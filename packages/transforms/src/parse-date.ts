import type { Plugin } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { z } from 'zod';
import { dateReader } from './date-reader.ts';
import { changeFields, FIELDS, OPTIONAL, takes } from './fields.ts';

/** The options of `parseDate`. */
export interface ParseDateOptions {
  /** The fields that contain dates. */
  readonly fields: readonly string[];
  /**
   * A format in the tokens of Luxon, such as `dd.MM.yyyy` or `MMM d yyyy, h:mm a`, with up to nine `S` for the digits
   * of a second. Names are English. Or `X` for seconds since 1970, `x` for milliseconds, `excel` for the days of a
   * spreadsheet. Of several formats, the first that matches counts.
   */
  readonly format: string | readonly string[];
  /**
   * The IANA zone in which the time is given. Required if a format has a time but no zone. With it, `excel` gives
   * times.
   */
  readonly zone?: string | undefined;
  /** Whether the fields may be absent from every record. Default: false, and the run stops. */
  readonly optional?: boolean | undefined;
}

const schema = z.strictObject({
  fields: FIELDS,
  format: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  zone: z.string().min(1).optional(),
  optional: OPTIONAL,
});

/**
 * Turns strings and numbers into ISO 8601: a date if the format has no time, otherwise a date with time and offset.
 * What does not match a format exactly is rejected, and so is a time that the clocks of the
 * zone skipped. If they showed a time twice, the first is meant. Null and `Date` stay.
 */
export function parseDate(options: ParseDateOptions): Plugin {
  const { fields, format, zone, optional } = checkOptions('parseDate', schema, options);
  const formats = [format].flat();
  const read = dateReader(formats, zone);
  const change = (value: unknown, field: string) => {
    if (value === null || value === undefined || value instanceof Date) return value;
    return read(String(value), field);
  };
  return {
    name: 'parse-date',
    decides: { fields, format: formats.length === 1 ? formats[0] : formats, zone, optional },
    ...takes(fields, optional),
    transform: (record) => changeFields(record, fields, change),
  };
}
