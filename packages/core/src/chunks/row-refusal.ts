import type { RowMeaning } from '../contract/row-outcome.ts';
import type { Refusal } from '../contract/verdict.ts';

/** Why the target refused a row, and what that means. */
export interface RowRefusal extends Refusal {
  readonly meaning: RowMeaning;
}

/** The refusals as the result files show them. */
export function withoutMeaning(errors: readonly RowRefusal[]): Refusal[] {
  return errors.map(({ meaning: _, ...refusal }) => refusal);
}
