import { z } from 'zod';
import type { Paging } from './paging-options.ts';

const path = z.string().min(1);
const stopRules = { more: path.optional(), total: path.optional() };
const parameter = { param: path, in: z.enum(['query', 'body']).optional() };

export const pagingSchema: z.ZodType<Paging> = z
  .discriminatedUnion('by', [
    z.strictObject({ by: z.literal('link'), ...stopRules }),
    z.strictObject({ by: z.literal('next'), at: path, ...stopRules }),
    z.strictObject({
      by: z.literal('cursor'),
      at: path.optional(),
      last: path.optional(),
      ...parameter,
      ...stopRules,
    }),
    z.strictObject({
      by: z.literal('page'),
      first: z.int().min(0).optional(),
      pages: path.optional(),
      ...parameter,
      ...stopRules,
    }),
    z.strictObject({
      by: z.literal('offset'),
      first: z.int().min(0).optional(),
      ...parameter,
      ...stopRules,
    }),
  ])
  .refine(
    (paging) => paging.by !== 'cursor' || (paging.at === undefined) !== (paging.last === undefined),
    'expected either `at` or `last`, which says where the cursor is',
  );
