import { brand } from './brand.ts';
import type { JsonBytes } from './json-bytes.ts';
import { kindWithoutFields } from './without-fields.ts';

/** A record as plugins get it: fields by name, nested objects and arrays allowed. */
export type SourceRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is SourceRecord {
  try {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    return kindWithoutFields(value) === undefined;
  } catch {
    return false; // a proxy that was revoked
  }
}

/** A place in the source from which reading can restart: any JSON value. */
export type Checkpoint = unknown;

/** How much text of an {@link Unreadable} is kept, in bytes of UTF-8. */
const RAW_BYTES_MAX = 64 * 1024;
/** How much text an {@link Unreadable} needs to keep that much: also the rest of a character. */
export const RAW_BYTES_NEEDED: number = RAW_BYTES_MAX + 4;

/** Takes the place of a record that could not be read. It has a position and counts as read. */
export class Unreadable {
  readonly rejected: { readonly code: string; readonly message: string };
  /**
   * The text that is not a record, which its line in `rejected.jsonl` then has as `raw`: its first 64 KiB, in
   * bytes of UTF-8.
   */
  readonly raw: string | undefined;

  /** `raw` is the whole text, or its beginning; `message` must not quote it. */
  constructor(code: string, message: string, raw?: string) {
    this.rejected = { code, message };
    this.raw = raw === undefined ? undefined : beginningOf(raw);
  }
}

function beginningOf(raw: string): string {
  // No UTF-16 code unit takes more than three bytes of UTF-8.
  if (raw.length * 3 <= RAW_BYTES_MAX) return raw;
  const { read } = new TextEncoder().encodeInto(raw, new Uint8Array(RAW_BYTES_MAX));
  return raw.slice(0, read);
}

brand(Unreadable, 'Unreadable');

/** Consecutive records, handed on together. The type of a record may be an interface. */
export interface Batch<Row extends object = SourceRecord> {
  readonly records: readonly (Row | Unreadable)[];
  /** Lets reading restart after this batch. Absent: a resume reads from the start and skips records. */
  readonly checkpoint?: Checkpoint;
  /** The part of the source up to the end of this batch, 0 to 1; absent if its size is not known. */
  readonly fraction?: number;
  /** Where a person finds record `index` of this batch: `vehicles.jsonl:42`, `vehicles.id=981`. */
  locate?(index: number): string;
  /**
   * The JSON that the records were read from; see `jsonBytes`. Result files then contain it unchanged, and core need
   * not write JSON for the records.
   */
  readonly json?: JsonBytes;
}

/** The options of `read`. */
export interface ReadOptions {
  readonly signal: AbortSignal;
  /** Read from just after this checkpoint, which an earlier read of the same source yielded. */
  readonly checkpoint?: Checkpoint;
  /**
   * The fields of which the migration takes parts, such as `meta` for `meta.color`. A source that knows such a
   * field to be JSON may yield it as a value instead of a text. Always the same in one run.
   */
  readonly nested?: readonly string[] | undefined;
}

/** The options of `fields`. */
export interface FieldsOptions {
  readonly signal: AbortSignal;
}

/** Where records come from. A Node object stream, an async iterable or an iterable can be used too. */
export interface Source<Row extends object = SourceRecord> {
  readonly name: string;
  /**
   * The names that records can have, where the source knows them before it reads: a header, the columns of a
   * table. `undefined` if they are not known this time. Releases all resources before it settles.
   */
  fields?(options: FieldsOptions): Promise<readonly string[] | undefined>;
  /**
   * What a read from the start would yield now, as far as the source knows it without reading: of files, real
   * paths, sizes and times of change; of a database or an API, what it is asked, without credentials. Another text
   * for other records, and the same one however an option is written. `undefined` if that is not known. By it a
   * run notices that its records were created before. Only a digest of it is kept.
   */
  identity?(options: Pick<ReadOptions, 'signal'>): Promise<string | undefined>;
  /**
   * What decides its records: its options in plain data, with all defaults filled in, the same for all ways to write
   * them. Relative paths stay relative. Without credentials, and without what decides no record, such as times.
   * A resume on the command line compares a digest of it. Default: the options as written.
   */
  readonly decides?: object | undefined;
  /**
   * Reads from the start, or from just after `checkpoint`. Must read nothing before the first batch is
   * asked for, and release all resources when the iterator returns, throws or ends, and when `signal` aborts.
   */
  read(options: ReadOptions): AsyncIterable<Batch<Row>>;
}
