import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memoryDisk } from '../../../../test/world/memory-disk.ts';
import { jsonBytes } from '../contract/json-bytes.ts';
import type { Batch } from '../contract/source.ts';
import { GrowingBytes } from '../values/growing-bytes.ts';
import type { PlacedRecord } from './placed-records.ts';
import { readBatch } from './read-batch.ts';
import { jsonOf, lineOf } from './record-line.ts';
import { readRecords, recordsWriter } from './records-file.ts';

const PATH = '/records';
const record = fc.dictionary(fc.string({ unit: 'binary', maxLength: 5 }), fc.jsonValue(), {
  maxKeys: 3,
});
const source = fc.record({
  records: fc.array(record, { minLength: 1, maxLength: 20 }),
  /** The JSON of these is given, the other is written. */
  given: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
  places: fc.option(fc.array(fc.string({ unit: 'binary' }), { minLength: 20, maxLength: 20 })),
  isTaken: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
  from: fc.nat(1_000_000_000_000),
});

it('has the records that were written, with their places, however they were read', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(source, { maxLength: 5 }), async (sources) => {
      const disk = memoryDisk();
      const writer = recordsWriter(disk, PATH);
      const written = new GrowingBytes();
      const expected: unknown[] = [];
      for (const { records, given, places, isTaken, from } of sources) {
        const texts = records.map((one, index) =>
          given[index] ? ` ${JSON.stringify(one, null, 1)}`.replaceAll('\n', ' ') : undefined,
        );
        const batch: Batch = {
          records,
          ...(places !== null && { locate: (index: number) => places[index] ?? '' }),
          json: jsonBytes(texts),
        };
        const read = readBatch(batch, from, written);
        const indexes = records.flatMap((_, index) => (isTaken[index] ? [index] : []));
        for (const index of indexes) {
          const position = from + index;
          const at = places?.[index] ?? `record ${position}`;
          expected.push([position, at, texts[index] ?? JSON.stringify(records[index])]);
        }
        const middle = Math.floor(indexes.length / 2);
        await writer.add(read, indexes, 0, middle);
        await writer.add(read, indexes, middle);
      }
      await writer.finish();
      expect(writer.sizeBytes).toBe(disk.files.get(PATH)?.length ?? 0);
      const found: unknown[] = [];
      if (expected.length > 0) {
        for await (const part of readRecords(disk, PATH, expected.length)) {
          for (let index = 0; index < part.count; index++) {
            const one = { records: part, index };
            found.push([part.position(index), part.at(index), jsonOf(one)]);
          }
        }
      }
      expect(found).toEqual(expected);
    }),
  );
});

function onlyRecord(batch: Batch): PlacedRecord {
  return { records: readBatch(batch, 0, new GrowingBytes()), index: 0 };
}

it('keeps the JSON that a record was read from unchanged, on one line', () => {
  const lineWith = (text: string) =>
    lineOf(onlyRecord({ records: [{ a: 1 }], json: jsonBytes([text]) }), {});
  expect(lineWith('{ "a": 1.0 }')).toBe('{"position":0,"at":"record 0","record":{ "a": 1.0 }}\n');
  expect(lineWith('{\n"a": 1.0 }')).toBe('{"position":0,"at":"record 0","record":{ "a": 1.0 }}\n');
});

it('says which records JSON cannot express', () => {
  const line = lineOf(onlyRecord({ records: [{ a: Number.NaN }] }), { code: 'X' });
  expect(line).toBe('{"position":0,"at":"record 0","lossy":true,"record":{"a":null},"code":"X"}\n');
});

it.each([1, 20, 40, 1000])('is lost if its last %i bytes are missing', async (missing) => {
  const disk = memoryDisk();
  const writer = recordsWriter(disk, PATH);
  const { records } = onlyRecord({ records: Array.from({ length: 50 }, (_, n) => ({ n })) });
  await writer.add(records, [1, 2, 3]);
  await writer.add(records, [5, 7]);
  await writer.finish();
  const whole = disk.files.get(PATH) ?? new Uint8Array();
  await disk.replaceFile(PATH, whole.slice(0, Math.max(0, whole.length - missing)));
  const reading = async () => {
    for await (const _ of readRecords(disk, PATH, 5));
  };
  await expect(reading()).rejects.toMatchObject({ code: 'FILE_LOST' });
});
