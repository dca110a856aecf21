/** What a source expects of a file. */
export type Format = 'csv' | 'json' | 'jsonl';

/** What the first bytes of a file show: its format, if it is not the expected one, or that more are needed. */
export type Finding = OtherFormat | 'more' | undefined;

/** The format of a file, and what to do about it. */
export interface OtherFormat {
  /** Goes on from the name of the file. */
  readonly what: string;
  readonly advice: string;
}
