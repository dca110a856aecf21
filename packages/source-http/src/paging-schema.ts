import { z } from 'zod';
import type { Paging } from './paging-options.ts';

const path = z.string().min(1);
const parameter = { param: path, in: z.enum(['query', 'body']).optional() };
const endValue = z.union([z.string().min(1), z.number(), z.bigint()]);
const end = z
  .union([endValue, z.array(endValue).min(1)], {
    error: 'expected a text or a number, or a list of them',
  })
  .optional();
const STATUS_EXPECTED =
  'expected a status from 400 to 499 that means no login and no wait, or a list of them';
/** A refused login, or a server that is busy, says nothing about the end. */
const status = z
  .int()
  .min(400)
  .max(499)
  .refine((number) => ![401, 403, 407, 408, 425, 429].includes(number), STATUS_EXPECTED);
const endStatus = z.union([status, z.array(status).min(1)], { error: STATUS_EXPECTED }).optional();
const stopRules = {
  more: path.optional(),
  done: path.optional(),
  total: path.optional(),
  endStatus,
};
const nextUrl = path.refine(
  (text) => URL.canParse(text, 'http://x') && new URL(text, 'http://x').username === '',
  'expected an address without login',
);

export const pagingSchema: z.ZodType<Paging> = z
  .discriminatedUnion('by', [
    z.strictObject({ by: z.literal('link'), ...stopRules }),
    z.strictObject({ by: z.literal('next'), at: path, end, ...stopRules }),
    z.strictObject({
      by: z.literal('cursor'),
      at: path.optional(),
      last: path.optional(),
      header: z
        .string()
        .regex(/^[\w-]+$/, 'expected the name of a header')
        .optional(),
      end,
      nextUrl: nextUrl.optional(),
      nextBody: z.record(z.string(), z.unknown()).optional(),
      scroll: z.boolean().optional(),
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
    (paging) =>
      paging.by !== 'cursor' ||
      [paging.at, paging.last, paging.header].filter((one) => one !== undefined).length === 1,
    'expected either `at` or `last`, which says where the cursor is, or `header`',
  )
  .refine(
    (paging) =>
      paging.by !== 'cursor' ||
      paging.at !== undefined ||
      ((paging.end === undefined || paging.header !== undefined) && paging.scroll !== true),
    '`end` and `scroll` need `at`, which says where the cursor is',
  )
  .refine(
    (paging) => paging.by !== 'cursor' || paging.scroll !== true || paging.endStatus === undefined,
    '`endStatus` is not for `scroll: true`: such a status also says that the scroll was lost',
  );
