import type { Chunk } from '../chunks/chunk.ts';
import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import type { RecordCounts } from '../contract/summary.ts';

export type Counts = Omit<RecordCounts, 'read'>;

/** What a settling wrote: verdicts in the result files, and rows that have none yet. */
export interface Written {
  readonly counts: Counts;
  readonly inDoubt?: InDoubtChunk;
  readonly again?: readonly Chunk[];
}
