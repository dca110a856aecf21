import { checkOptions } from '@rowferry/core/internal';
import { type Rule, register } from '../rule.ts';
import { ABORTING } from './aborting.ts';
import { BATCHES } from './batches.ts';
import { FIELDS } from './fields.ts';
import { SOURCE_OPTIONS } from './options.ts';
import { RELEASING } from './releasing.ts';
import { RESTARTING } from './restarting.ts';
import type { SourceConformance, SourceSubject } from './subject.ts';

/** All rules for sources. */
export const SOURCE_RULES: readonly Rule<SourceSubject>[] = [
  ...BATCHES,
  ...FIELDS,
  ...RESTARTING,
  ...RELEASING,
  ...ABORTING,
];

/**
 * Registers one test for each promise of a source with the caller's runner. The name of a failed test
 * says which promise is broken. Rules that need an option that is not set are left out. Throws a
 * `TypeError` at once for invalid options.
 */
export function sourceConformance(options: SourceConformance): void {
  const subject = checkOptions('sourceConformance', SOURCE_OPTIONS, options);
  register(subject.test, SOURCE_RULES, subject);
}
