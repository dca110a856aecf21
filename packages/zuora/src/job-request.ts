import { checkOptions } from '@rowferry/core/internal';
import { z } from 'zod';
import type { Namespace } from './options.ts';

/** One condition on a filterable field. */
export interface Condition {
  readonly field: string;
  readonly operator: 'EQ' | 'GT' | 'LT' | 'GE' | 'LE';
  /** Of the field's own type. */
  readonly value: string | number | boolean;
}

/** What a new job does. A delete without a filter is a `TypeError`: it may mean all records. */
export type JobRequest = {
  /** The API name of the object; its case matters. */
  readonly object: string;
  /** Default: `default`. */
  readonly namespace?: Namespace | undefined;
} & (
  | { readonly operation: 'create' | 'update'; readonly filter?: undefined }
  | { readonly operation: 'delete'; readonly filter: Filter }
);

/** One or two conditions, both of which a record must meet. */
export interface Filter {
  readonly conditions: readonly [Condition] | readonly [Condition, Condition];
}

const jobRequestSchema = z
  .strictObject({
    object: z.string().min(1),
    operation: z.enum(['create', 'update', 'delete']),
    namespace: z.enum(['default', 'com_zuora']).default('default'),
    filter: z
      .strictObject({
        conditions: z
          .array(
            z.strictObject({
              field: z.string().min(1),
              operator: z.enum(['EQ', 'GT', 'LT', 'GE', 'LE']),
              value: z.union([z.string(), z.number(), z.boolean()]),
            }),
          )
          .min(1)
          .max(2),
      })
      .optional(),
  })
  .refine(({ operation, filter }) => (operation === 'delete') === (filter !== undefined), {
    path: ['filter'],
    message:
      'expected for `delete`, which would otherwise mean every record, and for no other operation',
  });

/** The request in the form that is sent. */
export function checkJobRequest(request: JobRequest): object {
  return checkOptions('jobs.create', jobRequestSchema, request);
}
