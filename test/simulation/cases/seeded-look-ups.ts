import type { SourceRecord } from '@rowferry/core';
import type { KnobSettings } from '@rowferry/simulator';
import { type Chance, chanceOf } from '../environment/chance.ts';

/** How the tenant of a case looks records up, and what its definition says of it. */
export interface LookUpsCase {
  /** Whether keys of two records often differ only in case. */
  readonly hasCaseTwins: boolean;
  readonly knobs: KnobSettings;
}

/** Have their own random numbers. */
export function lookUpsOf(seed: number): LookUpsCase {
  const chance = chanceOf(`look-ups-${seed}`);
  const ignoresCase = chance.is(0.1);
  return {
    hasCaseTwins: ignoresCase && chance.is(0.7),
    knobs: {
      ...(ignoresCase && { lookUpCase: 'ignored' }),
      ...(chance.is(0.1) && { systemFields: 'left-out' }),
    },
  };
}

/** The same records, of which some are replaced by the one before, with a number of their own and its key in another case. */
export function caseTwinned(records: readonly SourceRecord[], chance: Chance): SourceRecord[] {
  return records.map((record, n) => {
    const before = n % 2 === 1 ? records[n - 1] : undefined;
    const vin = before?.['vin'];
    if (typeof vin !== 'string' || !chance.is(0.7)) return record;
    const lower = vin.toLowerCase();
    return { ...before, n: record['n'], vin: lower === vin ? vin.toUpperCase() : lower };
  });
}
