import type { Proof } from '../attribution/proof.ts';
import type { Chunk } from '../chunks/chunk.ts';
import type { RowRefusal } from '../chunks/row-refusal.ts';
import { arePassing } from '../in-doubt/resolution.ts';
import type { Recovery } from '../jobs/recovery.ts';

/** What is known of a row that is not certainly loaded. */
type Fate =
  | { readonly is: 'rejected'; readonly errors: readonly RowRefusal[] }
  /** The job never came to it. */
  | { readonly is: 'again' }
  /** `errors`: why the target refused it; a prior job may still have stored it. */
  | { readonly is: 'in-doubt'; readonly errors?: readonly RowRefusal[] };

export async function fateOf(
  row: number,
  { priorJobs }: Chunk,
  { attributed }: Proof,
  recovery: Recovery | undefined,
): Promise<Fate> {
  if (attributed?.isUnprocessed?.(row)) return { is: 'again' };
  if (attributed?.isInDoubt(row) || !attributed?.proven.has(row)) return { is: 'in-doubt' };
  const errors = await attributed.proven.of(row);
  // An earlier job may have stored what this one refuses.
  const isLookedUp = priorJobs !== undefined && recovery?.kind === 'look-up';
  if (isLookedUp) return { is: 'in-doubt', errors };
  const mayHaveStored = priorJobs !== undefined && arePassing(errors);
  return mayHaveStored ? { is: 'in-doubt' } : { is: 'rejected', errors };
}
