import type { Segment } from './chunk.ts';

/** How far a run has come in its source. */
export interface SourceMark {
  /** One behind the last position that was cut. */
  readonly to: number;
  readonly checkpoint?: Segment['checkpoint'];
  readonly digest?: string;
  /** Whether the source has no record at or behind `to`. */
  readonly isRead: boolean;
}
