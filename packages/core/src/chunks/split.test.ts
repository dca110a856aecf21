import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memoryDisk } from '../../../../test/world/memory-disk.ts';
import { GrowingBytes } from '../values/growing-bytes.ts';
import { csvRows } from './csv-rows.ts';
import { csvWriter } from './csv-writer.ts';
import { readBatch } from './read-batch.ts';
import { jsonOf } from './record-line.ts';
import { recordsWriter } from './records-file.ts';
import { rowRecords } from './row-records.ts';
import { splitChunk } from './split.ts';
import { chunkStore } from './store.ts';

it('splits any chunk into two that contain its rows and records, in order', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', '\n', ',', 'é'), maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 90 }),
      async (cells) => {
        const disk = memoryDisk();
        let next = 1;
        const store = chunkStore(disk, '/c', 1, () => ++next);
        const paths = store.paths(1);
        const file = Buffer.from(csvWriter(2)([['x__c', 'y__c'], ...cells]));
        disk.files.set(paths.csv, file);
        const records = cells.map((row, n) => ({ n, row }));
        const writer = recordsWriter(disk, paths.records);
        const read = readBatch({ records }, 0, new GrowingBytes());
        await writer.add(read, [...records.keys()]);
        await writer.finish();
        const chunk = { number: 1, rows: cells.length, bytes: file.length };
        const parts = await splitChunk(store, chunk);
        const halves = parts.map(async ({ number, rows, bytes }) => {
          const part = store.paths(number);
          const csv = disk.files.get(part.csv) ?? new Uint8Array();
          expect(bytes).toBe(csv.length);
          const { count, header, cells: cellsOf } = csvRows(csv);
          expect([count, header]).toEqual([rows, ['x__c', 'y__c']]);
          const found: unknown[] = [];
          for await (const some of rowRecords(store, { number, rows, bytes })) {
            found.push(...some.map((record) => JSON.parse(jsonOf(record))));
          }
          return { cells: Array.from({ length: count }, (_, row) => cellsOf(row)), found };
        });
        const both = await Promise.all(halves);
        expect(both.flatMap((half) => half.cells)).toEqual(cells);
        expect(both.flatMap((half) => half.found)).toEqual(records);
        expect(Math.abs((parts[0]?.rows ?? 0) - (parts[1]?.rows ?? 0))).toBeLessThanOrEqual(1);
      },
    ),
  );
});
