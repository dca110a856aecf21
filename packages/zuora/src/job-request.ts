import { checkOptions } from '@rowferry/core/internal';
import { z } from 'zod';
import { type Filter, filterSchema } from './filter.ts';
import type { Namespace } from './options.ts';

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

const jobRequestSchema = z
  .strictObject({
    object: z.string().min(1),
    operation: z.enum(['create', 'update', 'delete']),
    namespace: z.enum(['default', 'com_zuora']).default('default'),
    filter: filterSchema.optional(),
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
