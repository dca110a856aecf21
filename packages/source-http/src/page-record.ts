import type { SourceRecord, Unreadable } from '@rowferry/core';

/** A record, or its rejection if it cannot be read. */
export interface ReadRecord {
  readonly record: SourceRecord | Unreadable;
  /** The JSON it was read from, on one line; absent if it could not be read. */
  readonly json?: string;
}

/** A record of a page. */
export interface PageRecord extends ReadRecord {
  /** The 1-based number of the record, or of its line, in the page. */
  readonly number: number;
}

/** What an object in place of the array was: one record, or records, of which each contains its key or not. */
export type ObjectKind = 'one record' | 'own keys' | 'other keys';

/** Splits an answer into records as it arrives. Throws a `FailedAttempt` if it cannot. */
export interface PageParser {
  /** Returns the records that end in `block`. */
  write(block: Buffer): Iterable<PageRecord>;
  /** Returns the records that end with the answer, and the document around all records. */
  end(): PageRest;
}

/** What is only known after an answer was read to its end. */
export interface PageRest {
  readonly found: readonly PageRecord[];
  /** The document around the records. */
  readonly envelope?: unknown;
  readonly object?: ObjectKind | undefined;
}
