import { Unreadable } from '@rowferry/core';
import { digestOf } from '@rowferry/core/internal';
import { saidBy } from './page-fields.ts';
import type { PageRecord } from './page-record.ts';

const FIELDS_MAX = 20;

/** How the last page with records looked: a page that looks otherwise may be an error. Digests, for a checkpoint. */
export interface Earlier {
  /** What it said about itself. */
  readonly said: readonly string[];
  /** The names of the fields of its last record. */
  readonly fields: readonly string[];
}

export const NOTHING_EARLIER: Earlier = { said: [], fields: [] };

/** A page that was read to its end. */
interface Seen {
  /** The document around the records; `undefined` for JSON lines. */
  readonly envelope: unknown;
  readonly last: PageRecord | undefined;
}

/** `paths` are where the options expect something in an answer. */
export function earlierOf({ envelope, last }: Seen, paths: readonly string[]): Earlier {
  const record = last === undefined || last.record instanceof Unreadable ? {} : last.record;
  const fields = Object.keys(record).slice(0, FIELDS_MAX).map(digestOfField);
  return { said: saidBy(envelope, paths), fields };
}

/** A short digest of the name of a field. */
export function digestOfField(name: string): string {
  return digestOf(name).slice(0, 12);
}
