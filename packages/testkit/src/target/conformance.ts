import { checkOptions } from '@rowferry/core/internal';
import { type Rule, register } from '../rule.ts';
import { FAILING } from './failing.ts';
import { TARGET_OPTIONS } from './options.ts';
import type { TargetConformance, TargetSubject } from './subject.ts';
import { WORKING } from './working.ts';

/** All rules for targets. */
export const TARGET_RULES: readonly Rule<TargetSubject>[] = [...WORKING, ...FAILING];

/**
 * Registers one test for each promise of a target with the caller's runner. The name of a failed test
 * says which promise is broken. Throws a `TypeError` at once for invalid options.
 */
export function targetConformance(options: TargetConformance): void {
  const subject = checkOptions('targetConformance', TARGET_OPTIONS, options);
  register(subject.test, TARGET_RULES, subject);
}
