import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Batch } from '@rowferry/core';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Encoding } from './encoding.ts';
import { readBatches, type Settings } from './reading.ts';

let base = '';
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'rowferry-csv-'));
});
afterAll(() => rm(base, { recursive: true }));

const LATIN1 = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('');
const MARKS = [',', ';', '\t', '|', '"', "'", '\\', '#', '\n', '\r', '\r\n', '||', '', ' ', 'NULL'];

function cellOf(character: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const part = fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...MARKS) }, character);
  return fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''));
}

const ENCODINGS: Readonly<Record<Encoding, (text: string) => Buffer>> = {
  'utf-8': (text) => Buffer.from(text),
  'utf-16le': (text) => Buffer.from(text, 'utf16le'),
  'utf-16be': (text) => Buffer.from(text, 'utf16le').swap16(),
  latin1: (text) => Buffer.from(text, 'latin1'),
  // It differs from 0x80 to 0x9f; encoding.test.ts tests those bytes.
  'windows-1252': (text) => Buffer.from(text, 'latin1'),
};

const table = fc.constantFrom(...(Object.keys(ENCODINGS) as Encoding[])).chain((encoding) => {
  const isWide = encoding.startsWith('utf');
  const character = isWide
    ? fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })
    : fc.constantFrom(...LATIN1.replace(/[\x80-\x9f]/g, ''));
  // At the start of a file, these would be read as a byte order mark.
  const cell = cellOf(character).map((text) =>
    text.replace(/\ufeff|\xef\xbb\xbf|\xff\xfe|\xfe\xff/g, ''),
  );
  return fc.integer({ min: 1, max: 4 }).chain((width) =>
    fc.record({
      encoding: fc.constant(encoding),
      hasMark: fc.boolean().map((has) => has && isWide),
      names: fc.uniqueArray(
        cell.filter(
          (text) => text !== '' && !text.includes('\0') && (width > 1 || !/[,;\t|]/.test(text)),
        ),
        { minLength: width, maxLength: width },
      ),
      rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 8 }),
    }),
  );
});

const dialect = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|', '||'),
    quote: fc.constantFrom('"', "'"),
    escape: fc.constantFrom('"', "'", '\\'),
    comment: fc.constantFrom('#', null),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r', '\u001e', undefined),
  })
  .map((marks) => ({ ...marks, escape: marks.escape === '\\' ? '\\' : marks.quote }));
const quotings = fc.record({
  quoted: fc.boolean(),
  quotedEmpty: fc.boolean(),
  hasLastEnd: fc.boolean(),
  isGzip: fc.boolean(),
});

function formatRow(
  row: readonly string[],
  { delimiter, quote, escape: escaping, lineEnd }: Omit<Settings['dialect'], 'comment'>,
  { quoted, quotedEmpty }: { readonly quoted: boolean; readonly quotedEmpty: boolean },
  isHeader: boolean,
): string {
  // Adjacent cells and marks must not form a comment, a delimiter or a CRLF by accident.
  const quotedMatch = lineEnd === undefined ? /[#|\r]/ : /[#|]/;
  return stringify([row], {
    delimiter,
    quote: quote as string,
    escape: escaping,
    record_delimiter: lineEnd ?? '\n',
    quoted,
    // A blank line is not a record.
    quoted_empty: quotedEmpty || row.length === 1,
    // In a header, every line end must be quoted.
    quoted_match: isHeader ? /[#|\r\n\u0a00\u0d00]/ : quotedMatch,
  });
}

async function readAll(settings: Settings, checkpoint?: unknown): Promise<Batch[]> {
  const { signal } = new AbortController();
  const batches: Batch[] = [];
  for await (const batch of readBatches(settings, { signal, checkpoint })) batches.push(batch);
  return batches;
}

function seen({ records, locate }: Batch): unknown[] {
  return records.map((record, index) => ({ at: locate?.(index), record }));
}

it('reads back any table that csv-stringify writes, and restarts from every checkpoint', async () => {
  await fc.assert(
    fc.asyncProperty(
      table,
      dialect,
      quotings,
      fc.record({
        hasHeader: fc.boolean(),
        blockBytes: fc.integer({ min: 1, max: 64 }),
        batchRowsMax: fc.integer({ min: 1, max: 4 }),
      }),
      async ({ encoding, hasMark, names, rows }, dialect, quoting, sizes) => {
        const { lineEnd = '\n' } = dialect;
        const texts = (sizes.hasHeader ? [names, ...rows] : rows).map((row, line) =>
          formatRow(row, dialect, quoting, sizes.hasHeader && line === 0),
        );
        const text = texts.join('');
        const hasRows = texts.length > (sizes.hasHeader ? 1 : 0);
        const kept = quoting.hasLastEnd || !hasRows ? text.length : text.length - lineEnd.length;
        const bytes = ENCODINGS[encoding](
          `${hasMark ? '\ufeff' : ''}${text.slice(0, Math.max(0, kept))}`,
        );
        await writeFile(join(base, 'a.csv'), quoting.isGzip ? gzipSync(bytes) : bytes);

        const mark = lineEnd.includes('\n') ? '\n' : lineEnd;
        const expected = rows.map((row, index) => {
          const before = texts.slice(0, sizes.hasHeader ? index + 1 : index).join('');
          return {
            at: `a.csv:${before.split(mark).length}`,
            record: Object.fromEntries(names.map((name, column) => [name, row[column]])),
          };
        });
        const settings: Settings = {
          paths: ['a.csv'],
          base,
          dialect,
          names: sizes.hasHeader ? undefined : names,
          encoding,
          nulls: new Set(),
          json: [],
          maxRecordBytes: 1000,
          ...sizes,
        };
        const batches = await readAll(settings);
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
    { numRuns: 150 },
  );
});
