import { fail } from 'node:assert/strict';
import {
  type Batch,
  type Source,
  type SourceRecord,
  stringifyExact,
  Unreadable,
} from '@rowferry/core';
import { within } from '../patience.ts';
import { must } from '../rule.ts';

/** What a run keeps of a record: its text, its place, and the JSON that it was read from. */
export interface ReadRecord {
  readonly record: string;
  readonly at: string | undefined;
  readonly json: string | undefined;
}

/** The result of one read. */
export interface Reading {
  readonly batches: readonly Batch[];
  readonly records: readonly ReadRecord[];
  /** Each with the number of records before it. */
  readonly checkpoints: readonly { readonly value: unknown; readonly before: number }[];
}

/** Reads to the end, from the start or from `checkpoint`. */
export async function readAll(
  source: Source,
  patienceMs: number,
  checkpoint?: unknown,
): Promise<Reading> {
  const { signal } = new AbortController();
  const pulled = open(source, patienceMs, signal, checkpoint);
  const reading = {
    batches: [] as Batch[],
    records: [] as ReadRecord[],
    checkpoints: [] as { value: unknown; before: number }[],
  };
  for (let batch = await pulled.pull(); batch !== undefined; batch = await pulled.pull()) {
    reading.batches.push(batch);
    // Before the next pull, as in a run.
    reading.records.push(...recordsOf(batch));
    if (batch.checkpoint === undefined) continue;
    reading.checkpoints.push({ value: batch.checkpoint, before: reading.records.length });
  }
  return reading;
}

/** A read in which the caller pulls each batch. */
export interface Pulled {
  /** The next batch; `undefined` at the end. */
  pull(): Promise<Batch | undefined>;
  /** Ends the read early, as `break` does. */
  leave(): Promise<void>;
}

export function open(
  source: Source,
  patienceMs: number,
  signal: AbortSignal,
  checkpoint?: unknown,
): Pulled {
  const options = { signal, ...(checkpoint !== undefined && { checkpoint }) };
  const iterator = source.read(options)[Symbol.asyncIterator]();
  return {
    async pull() {
      const { done, value } = await within(patienceMs, iterator.next(), 'a pull');
      return done === true ? undefined : value;
    },
    async leave() {
      must(
        iterator.return !== undefined,
        'the iterator has no `return`, so a read cannot end early',
      );
      await within(patienceMs, iterator.return(), '`return` of the iterator');
    },
  };
}

function recordsOf(batch: Batch): ReadRecord[] {
  return batch.records.map((record, index) => ({
    record: textOf(record),
    at: batch.locate?.(index),
    json: batch.json?.(index),
  }));
}

/** The text by which records are compared: the JSON, and which values JSON turns into null. */
export function textOf(record: SourceRecord | Unreadable): string {
  if (record instanceof Unreadable) return `unreadable, ${record.rejected.code}`;
  const json = stringifyExact(record) ?? 'no JSON';
  return [json, ...lostInJson(record, '')].join(', ');
}

function lostInJson(value: unknown, path: string): string[] {
  const isLost = value instanceof Date ? Number.isNaN(value.getTime()) : isInfinite(value);
  if (isLost) return [`${path} is ${value}`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) =>
    lostInJson(field, path === '' ? key : `${path}.${key}`),
  );
}

function isInfinite(value: unknown): boolean {
  return typeof value === 'number' && !Number.isFinite(value);
}

/** Fails at the first record that differs from the expected one. */
export function sameRecords(
  actual: readonly string[],
  expected: readonly string[],
  read: string,
): void {
  for (const [index, record] of expected.entries()) {
    if (actual[index] === record) continue;
    const got = index < actual.length ? `yielded ${actual[index]}` : 'had ended';
    fail(`${read}: expected record ${index} to be ${record}; the source ${got}`);
  }
  must(
    actual.length === expected.length,
    `${read}: expected ${expected.length} records; the source yielded ${actual.length}`,
  );
}

/** Compares records, places and JSON, as a resumed run compares them with its digest. */
export function sameReading(
  actual: readonly ReadRecord[],
  expected: readonly ReadRecord[],
  read: string,
): void {
  sameRecords(
    actual.map(({ record }) => record),
    expected.map(({ record }) => record),
    read,
  );
  for (const [index, { at, json }] of expected.entries()) {
    const record = actual[index];
    must(
      record?.at === at,
      `${read}: the place of record ${index} was ${at}; it is now ${record?.at}`,
    );
    must(
      record?.json === json,
      `${read}: the JSON of record ${index} was ${json}; it is now ${record?.json}`,
    );
  }
}
