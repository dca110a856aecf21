import type { Proof } from '../attribution/proof.ts';
import { rowErrors } from '../attribution/row-errors.ts';
import type { ChunkStore } from '../chunks/store.ts';
import type { Refusal } from '../contract/verdict.ts';
import type { Outcome } from '../jobs/job.ts';

/** The proof for a chunk of one row that the target refused because of its size. */
export async function refusedForSize(
  { chunk }: Outcome,
  refusal: Refusal,
  store: ChunkStore,
): Promise<Proof> {
  const { attributed } = store.paths(chunk.number);
  const proven = await rowErrors(store.disk, attributed, 1);
  await proven.add(0, refusal);
  return { attributed: { proven, unattributed: 0, isInDoubt: () => false } };
}
