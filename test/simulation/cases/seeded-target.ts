import type { Chance } from '../environment/chance.ts';

/** What the run writes, how its records are distinguished, and which records exist before it. */
export interface TargetCase {
  readonly operation: 'create' | 'update';
  /** The migration's `key`. */
  readonly key: KeyColumn | undefined;
  /** Whether the tenant refuses a second record with the same `vin__c`. */
  readonly isVinUnique: boolean;
  readonly hasOddKeys: boolean;
  readonly isVinRequired: boolean;
  readonly isDefinitionReadable: boolean;
  /** Whether the tenant refuses every look-up. */
  readonly refusesLookUps: boolean;
  /** Share of the records whose key exists in the tenant before the run. */
  readonly existing: number;
  /** Whether the run's own login created those. */
  readonly areExistingOurs: boolean;
  /** How long before the run they were created. */
  readonly existingAgeMs: number;
  /** Share of the records that repeat an earlier one: the whole record, or in an update only its Id. */
  readonly twins: number;
}

export type KeyColumn = 'vin__c' | 'brand__c' | 'legacyId__c';

const KEYS = ['vin__c', 'vin__c', 'vin__c', 'vin__c', 'legacyId__c', 'brand__c'] as const;

/** `isAlone`: whether no other program uses the login of the run. */
export function targetOf(chance: Chance, isAlone: boolean): TargetCase {
  return {
    operation: chance.is(0.2) ? 'update' : 'create',
    key: chance.is(0.7) ? chance.pick(KEYS) : undefined,
    isVinUnique: chance.is(0.85),
    hasOddKeys: chance.is(0.4),
    isVinRequired: chance.is(0.6),
    isDefinitionReadable: !chance.is(0.08),
    refusesLookUps: chance.is(0.04),
    existing: chance.is(0.25) ? chance.pick([0.1, 0.5, 1]) : 0,
    areExistingOurs: !isAlone || chance.is(0.3),
    existingAgeMs: chance.pick([0, 5000, 5000, 100_000]),
    twins: chance.is(0.4) ? 0.15 : 0,
  };
}
