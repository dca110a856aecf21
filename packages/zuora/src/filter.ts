import { ExactNumber } from '@rowferry/core';
import { z } from 'zod';
import { encoded } from './address.ts';
import { termOf } from './lookup.ts';

/** One condition on a filterable field. */
export interface Condition {
  readonly field: string;
  readonly operator: 'EQ' | 'GT' | 'LT' | 'GE' | 'LE';
  /**
   * Of the field's own type, and sent to the last digit: a `bigint` for an integer beyond 2^53, an
   * `ExactNumber` for a decimal that a double cannot represent. Dates are text. Never empty.
   */
  readonly value: string | number | bigint | boolean | ExactNumber;
}

/** One or two conditions, both of which a record must meet. */
export interface Filter {
  readonly conditions: readonly [Condition] | readonly [Condition, Condition];
}

/** No stored text is empty, and an empty bound would be below all of them. */
const text = z
  .string()
  .min(1)
  .refine((value) => value.isWellFormed(), { error: 'the text contains half of a surrogate pair' });

/** An integer beyond 2^53 may have been rounded before it came here. */
const number = z
  .number()
  .refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value), {
    error: 'expected a bigint for an integer beyond 2^53',
  });

/** The schema of a {@link Filter}. */
export const filterSchema: z.ZodType<Filter> = z.strictObject({
  conditions: z
    .array(
      z.strictObject({
        field: z.string().min(1),
        operator: z.enum(['EQ', 'GT', 'LT', 'GE', 'LE']),
        value: z.union([text, number, z.bigint(), z.boolean(), z.instanceof(ExactNumber)]),
      }),
    )
    .min(1)
    .max(2)
    .transform((conditions) => conditions as [Condition] | [Condition, Condition]),
});

const SIGNS = { GT: '>', LT: '<', GE: '>=', LE: '<=' } as const;

/** The look-up query, percent-encoded, for the records that meet all conditions. */
export function queryFor({ conditions }: Filter): string {
  return encoded(conditions.map(conditionTerm).join(' AND '));
}

function conditionTerm({ field, operator, value }: Condition): string {
  const text = String(value);
  return operator === 'EQ' ? termOf(field, text) : `${field}:${SIGNS[operator]}${escaped(text)}`;
}

/** A bound has no quotes: every other character that could have a meaning is escaped. */
function escaped(text: string): string {
  return text.replace(/^-|[^\p{L}\p{N}._-]/gu, '\\$&');
}
