import type { UnresolvedReason } from '../contract/unresolved.ts';
import type { Chunk } from './chunk.ts';

/** Rows in doubt, as a chunk of their own: it is not known yet whether the target stored them. */
export interface InDoubtChunk extends Chunk {
  /** Why they are in doubt; also why they are unresolved if nothing settles them. */
  readonly because: UnresolvedReason;
}
