import type { JsonBytes } from '../contract/json-bytes.ts';

/** Records as they were read, and where they were read. */
export interface PlacedRecords {
  readonly count: number;
  readonly json: JsonBytes & { readonly bytes: Buffer };
  position(index: number): number;
  /** Whether the source says where its records are; otherwise `at` has their positions. */
  readonly hasPlaces: boolean;
  at(index: number): string;
  /** Whether the JSON has `null` in place of a NaN, an infinity or an invalid date, or `{}` in place of a map or the like. */
  isLossy(index: number): boolean;
}

/** One of these records. */
export interface PlacedRecord {
  readonly records: PlacedRecords;
  readonly index: number;
}

/** The place of a record whose source does not say one. */
export function numberedPlace(position: number): string {
  return `record ${position}`;
}
