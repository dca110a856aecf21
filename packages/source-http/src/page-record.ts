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

/** Splits an answer into records as it arrives. Throws a `FailedAttempt` if it cannot. */
export interface PageParser {
  /** Returns the records that end in `block`. */
  write(block: Buffer): Iterable<PageRecord>;
  /** Returns the records that end with the answer, and the document around all records. */
  end(): { readonly found: readonly PageRecord[]; readonly envelope?: unknown };
}
