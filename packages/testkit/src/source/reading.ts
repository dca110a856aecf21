import { type Batch, type Source, Unreadable } from '@rowferry/core';
import { jsonTextOf } from '@rowferry/core/internal';
import { open } from './pulled.ts';
import { textOf } from './record-text.ts';

/** What a run keeps of a record: its text, its place, and the JSON or the raw text that it was read from. */
export interface ReadRecord {
  readonly record: string;
  readonly at: string | undefined;
  /** Of an `Unreadable`. */
  readonly raw: string | undefined;
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

function recordsOf(batch: Batch): ReadRecord[] {
  return batch.records.map((record, index) => ({
    record: textOf(record),
    at: batch.locate?.(index),
    raw: record instanceof Unreadable ? record.raw : undefined,
    json: jsonTextOf(batch.json, index),
  }));
}
