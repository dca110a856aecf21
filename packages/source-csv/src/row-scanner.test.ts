import { Unreadable } from '@rowferry/core';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Dialect, lineEndsOf } from './dialect.ts';
import { fileBytesOf } from './file-bytes.ts';
import { splitRows } from './row-splitter.ts';
import { DEFAULT_DIALECT } from './settings.fixture.ts';

const DIALECTS: readonly Partial<Dialect>[] = [
  { comment: '#' },
  { delimiter: ',,', escape: '\\', lineEnd: '\r\n' },
  { delimiter: 'é', quote: '’', escape: '’', comment: '##', lineEnd: '\r' },
  { quote: null, lineEnd: '\n' },
];
const MARKS = ['"', '""', '’', '’’', '\\', ',', ',,', 'é', '#', '##', '\r\n', '\n', '\r'];
const part = fc.constantFrom('a', '\0', ' ', '"a,\n', ',"b",', '"\n"', '’é’', ...MARKS);
const text = fc.array(part, { maxLength: 30 }).map((parts) => parts.join(''));
/** csv-parse takes these for the end of a quoted cell. */
const TAKEN_FOR_AN_END = /["’][\0#]/;

/** The cells of all rows; `undefined` if one of them cannot be read. */
async function rowsOf(content: string, dialect: Dialect): Promise<unknown[][] | undefined> {
  async function* blocks(): AsyncGenerator<Buffer> {
    yield Buffer.from(content);
  }
  const rows: unknown[][] = [];
  const options = {
    ...{ dialect, encoding: 'utf-8' as const, maxRecordBytes: 1000, spanRowsMax: 4 },
    ...{
      cells: 'exact' as const,
      fileName: 'a.csv',
      skipLines: 0,
      hasHeader: false,
      skipBlankRecords: false,
      nulls: new Set<string>(),
    },
    ...{ fileBytes: fileBytesOf('utf-8', dialect.lineEnd), toUtf8: (bytes: Buffer) => bytes },
  };
  for await (const span of splitRows(blocks(), { offset: 0, line: 0 }, options)) {
    for (const { cells } of span.rows) {
      if (cells instanceof Unreadable) return undefined;
      rows.push([...cells]);
    }
  }
  return rows;
}

function parsed(
  content: string,
  { delimiter, quote, escape: escaping, comment, lineEnd }: Dialect,
) {
  try {
    return parse(content, {
      ...{ delimiter, quote, escape: escaping, comment, comment_no_infix: comment !== null },
      record_delimiter: lineEndsOf(lineEnd),
      relax_column_count: true,
      skip_empty_lines: true,
    });
  } catch {
    return undefined;
  }
}

it('finds the same cells as csv-parse in any text, or a broken row where that fails', async () => {
  let readCount = 0;
  let brokenCount = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...DIALECTS), text, async (marks, content) => {
      fc.pre(!TAKEN_FOR_AN_END.test(content));
      const dialect = { ...DEFAULT_DIALECT, ...marks };
      const expected = parsed(content, dialect);
      if (expected === undefined) brokenCount += 1;
      else readCount += 1;
      expect(await rowsOf(content, dialect)).toEqual(expected);
    }),
    { numRuns: 3000 },
  );
  expect(Math.min(readCount, brokenCount)).toBeGreaterThan(300);
});
