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
  /** What may be before or behind the number: `€`, `EUR`. Default: nothing. */
  readonly currency?: readonly string[] | undefined;
  /** Whether a number in parentheses is negative. Default: false, and it is rejected. */
  readonly parentheses?: boolean | undefined;
  /** Whether a number before `%` counts hundredths: `12.5 %` is 0.125. Default: false, and it is rejected. */
  readonly percent?: boolean | undefined;
  /** Whether the fields may be absent from every record. Default: false, and the run stops. */
  readonly optional?: boolean | undefined;
}

const schema = z
  .strictObject({
    fields: FIELDS,
    decimal: z.enum(['.', ',']).default('.'),
    group: z.enum(['.', ',', "'", ' ']).optional(),
    currency: z
      .array(z.string().regex(/^[^\s\d]+$/, 'expected no blanks and no digits'))
      .default([]),
    parentheses: z.boolean().default(false),
    percent: z.boolean().default(false),
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
  const checked = checkOptions('parseNumber', schema, options);
  const { fields, decimal, group, optional, ...around } = checked;
  const grouped = group === undefined ? '' : `|\\d{1,3}(?:${GROUPS[group]}\\d{3})+`;
  const pattern = new RegExp(
    `^([+-]?)(\\d+${grouped})?(?:\\${decimal}(\\d+))?(?:[eE]([+-]?\\d+))?$`,
  );
  const change = (value: unknown, field: string) => {
    if (typeof value !== 'string') return value;
    const { text, isNegative, power: shift } = bare(value, around);
    const [, sign, whole = '', decimals = '', exponent = '0'] = pattern.exec(text) ?? [];
    if (sign === undefined || whole + decimals === '' || (isNegative && sign !== '')) {
      throw new Error(`\`${field}\` is not a number in the form that the options describe`);
    }
    const digits = whole.replace(/\D/g, '').replace(/^0+(?=\d)/, '') || '0';
    const fraction = decimals === '' ? '' : `.${decimals}`;
    const power = Number(exponent) + shift;
    const minus = isNegative || sign === '-' ? '-' : '';
    return parseExact(`${minus}${digits}${fraction}${power === 0 ? '' : `e${power}`}`);
  };
  return {
    name: 'parse-number',
    decides: checked,
    ...takes(fields, optional),
    transform: (record) => changeFields(record, fields, change),
  };
}

/** What may be around a number. */
interface Around {
  readonly currency: readonly string[];
  readonly parentheses: boolean;
  readonly percent: boolean;
}

/** The number alone, and what was around it, each at most once. A sign may come before a currency. */
function bare(given: string, { currency, parentheses, percent }: Around) {
  let text = given;
  const inside = parentheses ? /^\((.*)\)$/s.exec(text)?.[1] : undefined;
  if (inside !== undefined) text = inside;
  const share = percent ? /^(.*?)\s?%$/s.exec(text)?.[1] : undefined;
  if (share !== undefined) text = share;
  const sign = currency.length > 0 ? /^[+-]/.exec(text)?.[0] : undefined;
  const unsigned = text.slice(sign?.length ?? 0);
  const before = currency.find((one) => unsigned.startsWith(one));
  const behind = currency.find((one) => unsigned.endsWith(one));
  if (before !== undefined) {
    text = (sign ?? '') + unsigned.slice(before.length).replace(/^\s/, '');
  } else if (behind !== undefined) {
    text = (sign ?? '') + unsigned.slice(0, -behind.length).replace(/\s$/, '');
  }
  return { text, isNegative: inside !== undefined, power: share === undefined ? 0 : -2 };
}
