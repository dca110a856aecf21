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

/** A record as a run keeps it: its text, its place, and the JSON that it was read from. */
export interface Told {
  readonly record: string;
  readonly at: string | undefined;
  readonly json: string | undefined;
}

/** All that one read gave. */
export interface Reading {
  readonly batches: readonly Batch[];
  readonly told: readonly Told[];
  /** Each with the number of records that lie before it. */
  readonly checkpoints: readonly { readonly value: unknown; readonly behind: number }[];
}

/** Reads to the end, from the start or from behind `checkpoint`. */
export async function readAll(
  source: Source,
  patienceMs: number,
  checkpoint?: unknown,
): Promise<Reading> {
  const { signal } = new AbortController();
  const pulled = open(source, patienceMs, signal, checkpoint);
  const reading = {
    batches: [] as Batch[],
    told: [] as Told[],
    checkpoints: [] as { value: unknown; behind: number }[],
  };
  for (let batch = await pulled.pull(); batch !== undefined; batch = await pulled.pull()) {
    reading.batches.push(batch);
    // Before the next pull, as a run does it.
    reading.told.push(...tell(batch));
    if (batch.checkpoint === undefined) continue;
    reading.checkpoints.push({ value: batch.checkpoint, behind: reading.told.length });
  }
  return reading;
}

/** A read that is pulled by hand. */
export interface Pulled {
  /** The next batch; `undefined` at the end. */
  pull(): Promise<Batch | undefined>;
  /** Leaves early, as `break` does. */
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
        'the iterator has no `return`, so it cannot be left early',
      );
      await within(patienceMs, iterator.return(), '`return` of the iterator');
    },
  };
}

function tell(batch: Batch): Told[] {
  return batch.records.map((record, index) => ({
    record: textOf(record),
    at: batch.locate?.(index),
    json: batch.json?.(index),
  }));
}

/** What is compared of a record: its JSON, and in words what JSON would turn into null. */
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

/** Fails at the first record that is another than expected. */
export function sameRecords(
  actual: readonly string[],
  expected: readonly string[],
  read: string,
): void {
  for (const [index, record] of expected.entries()) {
    if (actual[index] === record) continue;
    const got = index < actual.length ? `gave ${actual[index]}` : 'had ended';
    fail(`${read}: expected record ${index} to be ${record}; the source ${got}`);
  }
  must(
    actual.length === expected.length,
    `${read}: expected ${expected.length} records; the source gave ${actual.length}`,
  );
}

/** The same records, places and JSON: a run that is resumed holds them against its digest. */
export function sameTold(actual: readonly Told[], expected: readonly Told[], read: string): void {
  sameRecords(
    actual.map(({ record }) => record),
    expected.map(({ record }) => record),
    read,
  );
  for (const [index, { at, json }] of expected.entries()) {
    const told = actual[index];
    must(
      told?.at === at,
      `${read}: record ${index} stood at ${at}; the source now says ${told?.at}`,
    );
    must(
      told?.json === json,
      `${read}: the JSON of record ${index} was ${json}; the source now gives ${told?.json}`,
    );
  }
}
