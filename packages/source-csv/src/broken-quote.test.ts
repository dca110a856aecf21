import fc from 'fast-check';
import { expect, it } from 'vitest';
import { afterBrokenQuote } from './broken-quote.ts';
import type { Dialect } from './dialect.ts';
import { Lines } from './lines.ts';
import { RowParser } from './row-parser.ts';

const DIALECTS: readonly Dialect[] = [
  { delimiter: ',', quote: '"', escape: '"', comment: '#', lineEnd: undefined },
  { delimiter: ',,', quote: '"', escape: '\\', comment: null, lineEnd: '\r\n' },
  { delimiter: 'é', quote: '’', escape: '’', comment: '##', lineEnd: '\r' },
];
const MARKS = ['"', '""', '’', '’’', '\\', ',', ',,', 'é', '#', '##', '\r\n', '\n', '\r'];
const text = fc
  .array(fc.constantFrom('a', '\0', '"a,\n', ...MARKS), { maxLength: 30 })
  .map((parts) => parts.join(''));

it('finds the quote that makes csv-parse fail', async () => {
  let foundCount = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...DIALECTS), text, async (dialect, text) => {
      const bytes = Buffer.from(text);
      const parser = new RowParser(dialect, undefined);
      const error = (await parser.feed(bytes)) ?? (await parser.finish());
      const got = /^Invalid Closing Quote: got "([\s\S]+?)" at line/.exec(
        error?.message ?? '',
      )?.[1];
      if (got === undefined) return;
      foundCount += 1;
      const rowsEnd = parser.takeRows().at(-1)?.endBytes ?? 0;
      const row = bytes.subarray(new Lines(dialect).firstOfRow(bytes, rowsEnd));
      const at = afterBrokenQuote(row, dialect);
      expect(at).toBeGreaterThan(0);
      expect(row.toString('latin1', at, at + 1)).toBe(got);
    }),
    { numRuns: 3000 },
  );
  expect(foundCount).toBeGreaterThan(0);
});

it('finds it at any distance', () => {
  const [dialect] = DIALECTS as [Dialect];
  for (let length = 4000; length < 4200; length += 1) {
    const row = Buffer.from(`1,"${'x""'.repeat(length)}\n" y\n`);
    expect(afterBrokenQuote(row, dialect)).toBe(row.length - 3);
  }
  const row = Buffer.from(`${'1,'.repeat(70_000)}"" y${','.repeat(9)}`);
  expect(afterBrokenQuote(row, dialect)).toBe(140_002);
});
