/** What became of one row of a job. Any field may be missing. */
export interface RowOutcome {
  /** `unprocessed`: the job never came to this row. Default: `refused`. */
  readonly outcome?: 'refused' | 'stored' | 'unprocessed';
  /** What a refusal means. Default: `other`. */
  readonly meaning?: RowMeaning;
  /** The row number: the header is 1, data starts at 2. Core finds out what it counts. */
  readonly row?: number;
  readonly code?: number | string;
  readonly message?: string;
  /** The record as the target echoes it. Values may be coerced, and fields may be missing. */
  readonly record?: Readonly<Record<string, unknown>>;
}

/** What the refusal of a row means. */
export type RowMeaning =
  /** Another record has the value of a unique column. */
  | 'duplicate'
  /** The record to change does not exist. */
  | 'missing'
  /** A temporary trouble: the same row may be stored later. */
  | 'passing'
  /** The same row would be refused at any time. */
  | 'lasting'
  | 'other';
