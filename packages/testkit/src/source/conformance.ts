import { checkOptions } from '@rowferry/core';
import { type Rule, register } from '../rule.ts';
import { ABORTING } from './aborting.ts';
import { BATCHES } from './batches.ts';
import { RELEASING } from './releasing.ts';
import { RESTARTING } from './restarting.ts';
import { SOURCE_OPTIONS, type SourceConformance, type SourceSubject } from './subject.ts';

/** All rules for sources. */
export const SOURCE_RULES: readonly Rule<SourceSubject>[] = [
  ...BATCHES,
  ...RESTARTING,
  ...RELEASING,
  ...ABORTING,
];

/**
 * Registers one test for each promise of a source with the runner of the caller, and says by the
 * test's name which promise is broken. Rules that need what the caller does not give are left out.
 * Options that do not fit are a `TypeError` at once.
 */
export function sourceConformance(options: SourceConformance): void {
  const subject = checkOptions('sourceConformance', SOURCE_OPTIONS, options);
  register(subject.test, SOURCE_RULES, subject);
}
