import type { LocalVerdict } from './local-verdict.ts';

/** What a batch of records became: rows, local rejections and skipped records, each in source order. */
export interface EncodedBatch {
  readonly from: number;
  /** One more than the last position. */
  readonly to: number;
  readonly rows: EncodedRow[];
  readonly rejected: LocalVerdict[];
  readonly skipped: LocalVerdict[];
  readonly checkpoint?: unknown;
  /** How many records the source seems to have; absent if its size is not known. */
  readonly total?: number;
}

export interface EncodedRow {
  readonly position: number;
  readonly at: string;
  readonly cells: readonly string[];
  /** The record as it was read; see {@link RecordPrefix}. */
  readonly prefix: string;
}
