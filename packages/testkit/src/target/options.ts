import { z } from 'zod';
import { PATIENCE_MS } from '../patience.ts';
import type { Test } from '../rule.ts';
import type { TargetConformance, TargetSubject } from './subject.ts';

const text = z.string().min(1);

export const TARGET_OPTIONS: z.ZodType<TargetSubject> = z.strictObject({
  test: z.custom<Test>((value) => typeof value === 'function', 'expected the `test` of a runner'),
  open: z.custom<TargetConformance['open']>(
    (value) => typeof value === 'function',
    'expected a function that opens a target',
  ),
  accepted: text,
  refused: z.strictObject({ csv: text, errors: z.int().min(1) }),
  stored: z.strictObject({ column: text, values: z.array(text).min(1) }).optional(),
  patienceMs: z.number().positive().default(PATIENCE_MS),
});
