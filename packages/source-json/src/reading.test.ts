import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Batch, ExactNumber, stringifyExact, Unreadable } from '@rowferry/core';
import { jsonTextOf } from '@rowferry/core/internal';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readBatches, type Settings } from './reading.ts';

const MAX_RECORD_BYTES = 150;

/** The text of an element, and the expected result of reading it: a record as JSON, or a code. */
interface Element {
  readonly text: string;
  readonly expected: string;
}

const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.toWellFormed()),
  fc.bigInt(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom<unknown>(new ExactNumber('0.10000000000000000001'), new ExactNumber('1e400')),
  fc.constantFrom<unknown>(null, true, [], {}, [{ items: [1, ']'] }], { items: [{}] }, '"}],{'),
);
const record: fc.Arbitrary<Element> = fc
  .dictionary(fc.string({ maxLength: 6 }), value, { maxKeys: 3 })
  .map((fields) => stringifyExact(fields) ?? '')
  .filter((text) => Buffer.byteLength(text) <= MAX_RECORD_BYTES / 2)
  .map((text) => ({ text, expected: text }));
const bad = fc
  .constantFrom<Element>(
    { text: '7', expected: 'RECORD_NOT_OBJECT' },
    { text: 'null', expected: 'RECORD_NOT_OBJECT' },
    { text: '"},{"', expected: 'RECORD_NOT_OBJECT' },
    { text: '[{"a":1}]', expected: 'RECORD_NOT_OBJECT' },
    { text: '{"a":NaN}', expected: 'RECORD_NOT_JSON' },
    { text: '{"a":"C:\\path","b":01}', expected: 'RECORD_NOT_JSON' },
    { text: '{"a":"\u0001"}', expected: 'RECORD_NOT_JSON' },
    { text: `{"a":"${'x'.repeat(MAX_RECORD_BYTES)}"}`, expected: 'RECORD_TOO_LARGE' },
    { text: `[${'{},'.repeat(3 * MAX_RECORD_BYTES)}{}]`, expected: 'RECORD_TOO_LARGE' },
  )
  .map(({ text, expected }): Element => ({ text, expected: `${expected} ${text}` }));
const element = fc.oneof({ weight: 4, arbitrary: record }, bad);
const blank = fc.constantFrom('', ' ', '\n  ', '\r\n\t');
const file = fc.record({
  elements: fc.array(element, { maxLength: 9 }),
  blank,
  around: fc.constantFrom(
    ['{"items":', '}'],
    ['\uFEFF \n{"a":{"items":[7]},"b":"items","items":', ',"d":{"items":[{"a":1}]},"c":"]}" }\r\n'],
    ['{"\\u0069tems" : ', ',"rest":[{"a":[1,2]},{}]}'],
  ),
  form: fc.constantFrom('plain', 'gzip', 'members'),
});
type InputFile = typeof file extends fc.Arbitrary<infer T> ? T : never;

function bytesOf({ elements, blank, around: [before, after], form }: InputFile): Buffer {
  const texts = elements.map(({ text }) => `${blank}${text}${blank}`);
  const text = `${before}${blank}[${texts.join(',')}${blank}]${blank}${after}`;
  const half = Math.floor(text.length / 2);
  if (form === 'plain') return Buffer.from(text);
  if (form === 'gzip') return gzipSync(text);
  const bytes = Buffer.from(text);
  return Buffer.concat([gzipSync(bytes.subarray(0, half)), gzipSync(bytes.subarray(half))]);
}

function expectedOf(files: readonly InputFile[]): string[] {
  return files.flatMap(({ elements }, fileIndex) =>
    elements.map(({ expected }, index) => `${fileIndex}.json record ${index + 1} ${expected}`),
  );
}

function seen({ records, locate, json }: Batch): string[] {
  return records.map((found, index) => {
    const text =
      found instanceof Unreadable ? `${found.rejected.code} ${found.raw}` : stringifyExact(found);
    expect(jsonTextOf(json, index)).toBe(found instanceof Unreadable ? undefined : text);
    return `${locate?.(index)} ${text}`;
  });
}

async function readAll(settings: Settings, checkpoint?: unknown): Promise<Batch[]> {
  const { signal } = new AbortController();
  const batches: Batch[] = [];
  for await (const batch of readBatches(settings, { signal, checkpoint })) batches.push(batch);
  return batches;
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rowferry-json-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('reads any elements in any form of file, and restarts from every checkpoint', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(file, { minLength: 1, maxLength: 3 }),
      fc.record({
        blockBytes: fc.integer({ min: 1, max: 400 }),
        batchRecordsMax: fc.integer({ min: 1, max: 5 }),
      }),
      async (files, sizes) => {
        const paths = files.map((_, index) => `${index}.json`);
        await Promise.all(
          files.map((file, index) => writeFile(join(folder, `${index}.json`), bytesOf(file))),
        );
        const settings: Settings = {
          ...{ paths, base: folder, records: 'items', ...sizes },
          maxRecordBytes: MAX_RECORD_BYTES,
        };
        const batches = await readAll(settings);
        const expected = expectedOf(files);
        expect(batches.flatMap(seen)).toEqual(expected);

        let read = 0;
        let lastFraction = 0;
        for (const { records, checkpoint, fraction = -1 } of batches) {
          expect(fraction).toBeGreaterThanOrEqual(lastFraction);
          expect(fraction).toBeLessThanOrEqual(1);
          lastFraction = fraction;
          read += records.length;
          const rest = await readAll(settings, JSON.parse(JSON.stringify(checkpoint)));
          expect(rest.flatMap(seen)).toEqual(expected.slice(read));
        }
      },
    ),
    { numRuns: 60 },
  );
});

it('yields at most 256 records in one batch', async () => {
  const many = Array.from({ length: 10_000 }, (_, a) => ({ a }));
  await writeFile(join(folder, 'many.json'), JSON.stringify(many));
  const batches = await readAll({
    ...{ paths: ['many.json'], base: folder, records: '' },
    maxRecordBytes: 1000,
  });
  expect(batches.flatMap((batch) => batch.records)).toEqual(many);
  expect(Math.max(...batches.map((batch) => batch.records.length))).toBe(256);
});
