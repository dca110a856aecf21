import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Batch, Unreadable } from '@rowferry/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Dialect } from './dialect.ts';
import { type Encoding, isMultiByte } from './encoding.ts';
import { readBatches, type Settings } from './reading.ts';
import type { CellsRule } from './records.ts';
import { DEFAULT_DIALECT, DEFAULT_SETTINGS } from './settings.fixture.ts';

let base = '';
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'rowferry-csv-'));
});
afterAll(() => rm(base, { recursive: true }));

const dialect = fc
  .constantFrom<Partial<Dialect>>(
    {},
    { comment: '#' },
    { blanksAroundQuotes: true, excelText: true },
    { delimiter: ',,', escape: '\\', comment: '##', lineEnd: '\r\n' },
    { delimiter: 'é', quote: null, comment: '#', lineEnd: '\r' },
    { quote: null, escape: '\\', backslashes: 'postgres' },
    { escape: '\\', backslashes: 'mysql', excelText: true },
  )
  .map((marks): Dialect => ({ ...DEFAULT_DIALECT, ...marks }));
const piece = fc.constantFrom(
  ...[
    'a',
    'é',
    '😀',
    ',',
    ',,',
    '"',
    '""',
    '\\',
    '#',
    '##',
    '\n',
    '\r',
    ' ',
    '=',
    '=""',
    '\\.',
    '\\377',
  ],
);
const row = fc.constantFrom('a,b\n', '"a","b"\r\n', 'aéb\r', '"a\r\nb",,b\r\n', '#\n', '\n');
const bytes = fc
  .array(fc.oneof({ weight: 2, arbitrary: piece }, row, fc.constant(Buffer.from([0xff]))), {
    maxLength: 40,
  })
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part))));

function seen({ records, locate }: Batch): string[] {
  return records.map((found, index) => {
    const what = found instanceof Unreadable ? [found.rejected, found.raw] : Object.values(found);
    return `${locate?.(index)} ${JSON.stringify(what)}`;
  });
}

async function readAll(settings: Settings, checkpoint?: unknown): Promise<Batch[]> {
  const { signal } = new AbortController();
  const batches: Batch[] = [];
  for await (const batch of readBatches(settings, { signal, checkpoint })) batches.push(batch);
  return batches;
}

it('reads any bytes with the same result at any block size, and from any checkpoint', async () => {
  await fc.assert(
    fc.asyncProperty(
      bytes,
      fc.record({
        dialect,
        maxRecordBytes: fc.constantFrom(5, 20, 1000),
        encoding: fc.constantFrom<Encoding>('utf-8', 'windows-1252', 'shift_jis', 'gb18030'),
        skipLines: fc.nat(2),
        cells: fc.constantFrom<CellsRule>('exact', 'trim', 'pad'),
        skipBlankRecords: fc.boolean(),
        blockBytes: fc.integer({ min: 1, max: 30 }),
        batchRowsMax: fc.integer({ min: 1, max: 4 }),
      }),
      async (content, options) => {
        await writeFile(join(base, 'a.csv'), content);
        const names = ['a', 'b'];
        const settings = {
          ...DEFAULT_SETTINGS,
          base,
          hasHeader: false,
          names,
          ...options,
          // Of an encoding with several bytes a character, only such a line end can be found.
          ...(isMultiByte(options.encoding) && {
            dialect: { ...options.dialect, lineEnd: undefined },
          }),
        };
        const { blockBytes: _, ...atOnce } = settings;
        const found = await readAll(atOnce).catch((error: Error) => error.message);
        if (typeof found === 'string') {
          expect(options.skipLines).toBeGreaterThan(0);
          await expect(readAll(settings)).rejects.toThrow(found);
          return;
        }
        const whole = found.flatMap(seen);
        const batches = await readAll(settings);
        expect(batches.flatMap(seen)).toEqual(whole);
        let read = 0;
        for (const { records, checkpoint } of batches) {
          read += records.length;
          const rest = await readAll(settings, JSON.parse(JSON.stringify(checkpoint)));
          expect(rest.flatMap(seen)).toEqual(whole.slice(read));
        }
      },
    ),
    { numRuns: 500 },
  );
});
