import type { KnobSettings } from '@rowferry/simulator';
import { chanceOf } from '../environment/chance.ts';

/** What the error lists of a case show. */
export interface ListsCase {
  /** Whether the records spell few values in many ways. */
  readonly hasSpellings: boolean;
  readonly knobs: KnobSettings;
}

/**
 * Lists that show values in other forms than they were sent, and lists that are refused until they are
 * complete. They have their own random numbers.
 */
export function listsOf(seed: number): ListsCase {
  const chance = chanceOf(`lists-${seed}`);
  const hasSpellings = chance.is(0.12);
  const forms: KnobSettings = {
    ...{ numberForms: 'loose', booleanForms: 'loose', dateForms: 'loose' },
    recordValues: chance.is(0.8) ? 'coerced' : 'raw',
    recordTexts: chance.pick([
      ...(['as-sent', 'composed', 'decomposed'] as const),
      ...(['upper-case', 'trimmed', 'cut'] as const),
    ]),
    recordZone: chance.pick(['Z', '+14:00', '+05:45', '-12:00', 'day'] as const),
    recordDecimals: chance.pick([0, 2, 9]),
    recordEmpties: chance.pick(['absent', 'null', 'empty-string'] as const),
    // Without its number, or among several row numberings, the echo decides.
    rowField: chance.pick(['missing', 'missing', 'partial', 'present'] as const),
    recordField: chance.is(0.2) ? 'present' : 'half-columns',
  };
  // Less than `errorsLagSeconds`.
  const late: KnobSettings = {
    errorsLateMs: chance.pick([500, 1500, 1900]),
    errorsLateAnswer: chance.pick(['not-found', 'bad-request'] as const),
  };
  return {
    hasSpellings,
    knobs: { ...(hasSpellings && forms), ...(chance.is(0.06) && late) },
  };
}
