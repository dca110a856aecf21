import type { CsvBytes } from '../values/csv-bytes.ts';
import type { LocalVerdict } from './local-verdict.ts';
import type { ReadBatch } from './read-batch.ts';

/** What a batch of records became: rows, local rejections and skipped records, each in source order. */
export interface EncodedBatch {
  readonly read: ReadBatch;
  readonly rows: EncodedRows;
  readonly rejected: LocalVerdict[];
  readonly skipped: LocalVerdict[];
  readonly checkpoint?: unknown;
  /** How many records the source seems to have; absent if its size is not known. */
  readonly total?: number;
}

/** Rows as CSV. They are valid until the next batch is asked for. */
export interface EncodedRows {
  /** The index of each row's record in the batch. */
  readonly indexes: number[];
  readonly csv: CsvBytes;
  /** Where each row ends in the bytes of `csv`. */
  readonly ends: number[];
  /** Where the key of each row begins there, and where it ends; empty if nothing asks for keys. */
  readonly keyStarts: number[];
  readonly keyEnds: number[];
}
