import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Batch, stringifyExact, Unreadable } from '@rowferry/core';
import { jsonTextOf } from '@rowferry/core/internal';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readBatches, type Settings } from './reading.ts';

const MAX_LINE_BYTES = 120;
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** A line as bytes, and the expected result of reading it: a record as JSON, a code and the text, or nothing. */
interface Line {
  readonly bytes: Buffer;
  readonly expected: string | undefined;
}

const record: fc.Arbitrary<Line> = fc
  .dictionary(fc.string({ maxLength: 6 }), fc.oneof(fc.string({ unit: 'grapheme' }), fc.bigInt()), {
    maxKeys: 3,
  })
  .map((fields) => stringifyExact(fields) ?? '')
  .filter((json) => Buffer.byteLength(json) <= MAX_LINE_BYTES)
  .map((json) => ({ bytes: Buffer.from(json), expected: json }));
const blank = fc
  .constantFrom('', ' ', '\t  ')
  .map((text): Line => ({ bytes: Buffer.from(text), expected: undefined }));
const bad = fc
  .constantFrom<Line>(
    { bytes: Buffer.from('{"a":'), expected: 'LINE_NOT_JSON' },
    { bytes: Buffer.from('{"a":"\0\r"}'), expected: 'LINE_NOT_JSON' },
    { bytes: Buffer.from('{}{}'), expected: 'LINE_NOT_JSON' },
    { bytes: Buffer.from('[{}]'), expected: 'LINE_NOT_OBJECT' },
    { bytes: Buffer.from('12345678901234567890.5'), expected: 'LINE_NOT_OBJECT' },
    { bytes: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), expected: 'LINE_NOT_UTF8' },
    { bytes: Buffer.alloc(MAX_LINE_BYTES + 1, 'x'), expected: 'LINE_TOO_LONG' },
    { bytes: Buffer.alloc(9 * MAX_LINE_BYTES, 0xff), expected: 'LINE_TOO_LONG' },
  )
  .map(({ bytes, expected }): Line => ({ bytes, expected: `${expected} ${bytes}` }));
const anyFile = fc.record({
  lines: fc.array(
    fc.record({
      line: fc.oneof({ weight: 4, arbitrary: record }, blank, bad),
      end: fc.constantFrom('\n', '\r\n'),
    }),
    { maxLength: 12 },
  ),
  hasMark: fc.boolean(),
  hasLastEnd: fc.boolean(),
  form: fc.constantFrom('plain', 'gzip', 'members'),
});
/** A file with nothing but this line is one JSON array. */
const ARRAY = '[{}]';
type InputFile = typeof anyFile extends fc.Arbitrary<infer T> ? T : never;

const file = anyFile.filter(({ lines }) => {
  const [first, ...others] = lines.filter(({ line }) => line.expected !== undefined);
  return others.length > 0 || first?.line.bytes.toString() !== ARRAY;
});

function bytesOf({ lines, hasMark, hasLastEnd, form }: InputFile): Buffer {
  const parts = lines.flatMap(({ line, end }, index) => [
    line.bytes,
    Buffer.from(index === lines.length - 1 && !hasLastEnd ? '' : end),
  ]);
  if (hasMark) parts.unshift(MARK);
  if (form === 'members') return Buffer.concat(parts.map((part) => gzipSync(part)));
  return form === 'gzip' ? gzipSync(Buffer.concat(parts)) : Buffer.concat(parts);
}

function expectedOf(files: readonly InputFile[]): string[] {
  return files.flatMap(({ lines }, fileIndex) =>
    lines.flatMap(({ line }, index) =>
      line.expected === undefined ? [] : [`${fileIndex}.jsonl:${index + 1} ${line.expected}`],
    ),
  );
}

function seen({ records, locate, json }: Batch): string[] {
  return records.map((found, index) => {
    const text =
      found instanceof Unreadable ? `${found.rejected.code} ${found.raw}` : stringifyExact(found);
    if (!(found instanceof Unreadable)) expect(jsonTextOf(json, index)).toBe(text);
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
  folder = await mkdtemp(join(tmpdir(), 'rowferry-jsonl-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('reads any lines in any form of file, and restarts from every checkpoint', async () => {
  const small = fc.integer({ min: 1, max: 400 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(file, { minLength: 1, maxLength: 3 }),
      fc.record({ blockBytes: small, batchLinesMax: fc.integer({ min: 1, max: 5 }) }),
      async (files, sizes) => {
        const paths = files.map((_, index) => `${index}.jsonl`);
        await Promise.all(
          files.map((file, index) => writeFile(join(folder, `${index}.jsonl`), bytesOf(file))),
        );
        const settings: Settings = {
          paths,
          base: folder,
          onBadLine: 'reject',
          maxLineBytes: MAX_LINE_BYTES,
          ...sizes,
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
    { numRuns: 70 },
  );
});

it('yields the records of at most 256 lines in one batch', async () => {
  await writeFile(join(folder, 'many.jsonl'), '{"a":1}\n'.repeat(10_000));
  const batches = await readAll({
    paths: ['many.jsonl'],
    base: folder,
    onBadLine: 'reject',
    maxLineBytes: 1000,
  });
  expect(batches.flatMap((batch) => batch.records)).toHaveLength(10_000);
  expect(Math.max(...batches.map((batch) => batch.records.length))).toBe(256);
  expect(batches.at(-1)?.fraction).toBe(1);
});
