import { ExactNumber, type SourceRecord, type Unreadable } from '@rowferry/core';

/** A record of a page, or what stands where one cannot be read. */
export interface Found {
  readonly record: SourceRecord | Unreadable;
  /** The JSON it was read from, on one line; absent where it could not be read. */
  readonly json?: string;
  /** 1-based place in the page: of the record, or of its line. */
  readonly number: number;
}

/** Cuts an answer into records as it arrives. Throws a `FailedTry` where it cannot. */
export interface PageParser {
  /** The records that end in `block`. */
  write(block: Buffer): Iterable<Found>;
  /** The records that end with the answer, and what stands around all of them. */
  end(): { readonly found: readonly Found[]; readonly envelope?: unknown };
}

export function isRecord(value: unknown): value is SourceRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ExactNumber)
  );
}

export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && !(value instanceof ExactNumber)) return 'an object';
  if (typeof value === 'string' || typeof value === 'boolean') return `a ${typeof value}`;
  return 'a number';
}
