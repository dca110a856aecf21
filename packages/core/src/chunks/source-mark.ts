import type { Segment } from './chunk.ts';

/** How far a run has read its source. */
export interface SourceMark {
  /** One more than the last position of the last segment. */
  readonly to: number;
  readonly checkpoint?: Segment['checkpoint'];
  readonly digest?: string;
  /** Whether the source has no record at `to` or later. */
  readonly isRead: boolean;
}
