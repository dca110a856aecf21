import type { UnresolvedReason } from '../contract/verdict.ts';
import type { Chunk } from './chunk.ts';

/** Rows of which nobody knows yet whether the target stored them, as a chunk of their own. */
export interface InDoubtChunk extends Chunk {
  /** Why they are in doubt; what they are unresolved by, should nothing settle them. */
  readonly because: UnresolvedReason;
}
