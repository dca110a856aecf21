import type { Chunk } from '../chunks/chunk.ts';
import type { Doubt } from '../verdict.ts';

/** Rows of which nobody knows yet whether the target stored them, as a chunk of their own. */
export interface Doubted extends Chunk {
  /** Why they are in doubt; what they are unresolved by, should nothing settle them. */
  readonly ground: Doubt;
}
