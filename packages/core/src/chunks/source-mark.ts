import { createHash, type Hash } from 'node:crypto';
import type { Segment } from './chunk.ts';

/** How far a run has read its source. */
export interface SourceMark {
  /** One more than the last position of the last segment. */
  readonly to: number;
  readonly checkpoint?: Segment['checkpoint'];
  readonly digest?: string;
  readonly total?: Segment['total'];
  /** Whether the source has no record at `to` or later. */
  readonly isRead: boolean;
}

/** A digest of no records. */
export function newDigest(): Hash {
  return createHash('sha256');
}

/** Adds a record as it was read to a digest; see `RecordPrefix`. */
export function digestPrefix(digest: Hash, prefix: string): void {
  digest.update(prefix).update('\n');
}
