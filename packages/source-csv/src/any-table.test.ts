import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Batch, Unreadable } from '@rowferry/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AnyTable, anyTable, formatted } from './any-table.fixture.ts';
import { encode } from './encoding.ts';
import { readBatches, type Settings } from './reading.ts';
import { DEFAULT_SETTINGS } from './settings.fixture.ts';

let base = '';
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'rowferry-csv-'));
});
afterAll(() => rm(base, { recursive: true }));

const sizes = fc.record({
  blockBytes: fc.integer({ min: 1, max: 64 }),
  batchRowsMax: fc.integer({ min: 1, max: 4 }),
});

async function readAll(settings: Settings, checkpoint?: unknown): Promise<Batch[]> {
  const { signal } = new AbortController();
  const batches: Batch[] = [];
  for await (const batch of readBatches(settings, { signal, checkpoint })) batches.push(batch);
  return batches;
}

function seen({ records, locate }: Batch): unknown[] {
  return records.map((record, index) => {
    const isBad = record instanceof Unreadable;
    return {
      at: locate?.(index),
      record: isBad ? `${record.rejected.code} ${record.raw}` : record,
    };
  });
}

async function expectReadBack(table: AnyTable, readSizes: Partial<Settings>): Promise<void> {
  const { settings: own, names, hasMark, isGzip } = table;
  const { text, records } = formatted(table);
  const bytes = encode(`${hasMark ? '\ufeff' : ''}${text}`, own.encoding) ?? Buffer.alloc(0);
  await writeFile(join(base, 'a.csv'), isGzip ? gzipSync(bytes) : bytes);
  const expected = records.map(({ line, cells, blank }) => ({
    at: `a.csv:${line}`,
    record:
      blank === undefined
        ? Object.fromEntries(names.map((name, column) => [name, cells[column]]))
        : `RECORD_BLANK ${blank}`,
  }));
  const settings = { ...DEFAULT_SETTINGS, base, ...own, ...readSizes };
  const batches = await readAll(settings);
  expect(batches.flatMap(seen)).toEqual(expected);
  let read = 0;
  let lastFraction = 0;
  for (const { records: some, checkpoint, fraction = -1 } of batches) {
    expect(fraction).toBeGreaterThanOrEqual(lastFraction);
    expect(fraction).toBeLessThanOrEqual(1);
    lastFraction = fraction;
    read += some.length;
    const rest = await readAll(settings, JSON.parse(JSON.stringify(checkpoint)));
    expect(rest.flatMap(seen)).toEqual(expected.slice(read));
  }
}

it('reads back any table in any dialect and encoding, and restarts from every checkpoint', async () => {
  await fc.assert(fc.asyncProperty(anyTable, sizes, expectReadBack), { numRuns: 200 });
});
