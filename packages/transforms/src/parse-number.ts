import { type Plugin, parseExact } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { z } from 'zod';
import { changeFields, FIELDS, OPTIONAL, takes } from './fields.ts';

/** The options of `parseNumber`. */
export interface ParseNumberOptions {
  /** The fields that contain numbers. */
  readonly fields: readonly string[];
  /** What separates the decimals. Default: a point. */
  readonly decimal?: '.' | ',' | undefined;
  /**
   * What may separate each three digits before the decimals: a point, a comma, an apostrophe, or a blank, which
   * means any kind of blank. Default: nothing.
   */
  readonly group?: '.' | ',' | "'" | ' ' | undefined;
  /** Whether the fields may be absent from every record. Default: false, and the run stops. */
  readonly optional?: boolean | undefined;
}

const schema = z
  .strictObject({
    fields: FIELDS,
    decimal: z.enum(['.', ',']).default('.'),
    group: z.enum(['.', ',', "'", ' ']).optional(),
    optional: OPTIONAL,
  })
  .refine(({ decimal, group }) => decimal !== group, {
    path: ['group'],
    error: 'expected another mark than `decimal`',
  });

const GROUPS = { '.': '\\.', ',': ',', "'": "['\u2019]", ' ': '\\s' };

/**
 * Turns strings such as `1.234,56` into numbers, with all digits. A string that is not such a number is rejected. Null
 * and values that are numbers stay.
 */
export function parseNumber(options: ParseNumberOptions): Plugin {
  const { fields, decimal, group, optional } = checkOptions('parseNumber', schema, options);
  const grouped = group === undefined ? '' : `|\\d{1,3}(?:${GROUPS[group]}\\d{3})+`;
  const pattern = new RegExp(
    `^([+-]?)(\\d+${grouped})?(?:\\${decimal}(\\d+))?(?:[eE]([+-]?\\d+))?$`,
  );
  const change = (value: unknown, field: string) => {
    if (typeof value !== 'string') return value;
    const [, sign, whole = '', decimals = '', exponent = '0'] = pattern.exec(value) ?? [];
    if (sign === undefined || whole + decimals === '') {
      throw new Error(`\`${field}\` is not a number with the given \`decimal\` and \`group\``);
    }
    const digits = whole.replace(/\D/g, '').replace(/^0+(?=\d)/, '') || '0';
    const fraction = decimals === '' ? '' : `.${decimals}`;
    const power = Number(exponent) === 0 ? '' : `e${exponent}`;
    return parseExact(`${sign === '-' ? '-' : ''}${digits}${fraction}${power}`);
  };
  return {
    name: 'parse-number',
    decides: { fields, decimal, group, optional },
    ...takes(fields, optional),
    transform: (record) => changeFields(record, fields, change),
  };
}
