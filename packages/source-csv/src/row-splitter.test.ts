import type { Unreadable } from '@rowferry/core';
import { expect, it, vi } from 'vitest';
import { fileBytesOf } from './file-bytes.ts';
import { RowScanner } from './row-scanner.ts';
import { splitRows } from './row-splitter.ts';
import { DEFAULT_DIALECT } from './settings.fixture.ts';
import type { SplitterOptions } from './splitter-options.ts';

const BLOCK_BYTES = 1024 * 1024;
const BLOCK_COUNT = 300;

const dialect = { ...DEFAULT_DIALECT, comment: '#' };
const options: SplitterOptions = {
  fileName: 'a.csv',
  dialect,
  maxRecordBytes: 2 * BLOCK_BYTES,
  spanRowsMax: 256,
  encoding: 'utf-8',
  fileBytes: fileBytesOf('utf-8', undefined),
  toUtf8: (bytes) => bytes,
  nulls: new Set(),
  skipLines: 0,
  hasHeader: false,
  cells: 'exact',
  skipBlankRecords: false,
};

it.each([
  ['a record without an end', 'x', 'RECORD_TOO_LONG'],
  ['a quoted cell without an end', '"', 'QUOTE_NOT_CLOSED'],
  ['a comment without an end', '#', undefined],
])('skips %s in constant memory', async (_, first, code) => {
  const before = process.memoryUsage().arrayBuffers;
  let mostBytes = 0;
  const blocks = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from(first);
    for (let count = 0; count < BLOCK_COUNT; count += 1) {
      yield Buffer.alloc(BLOCK_BYTES, 'x');
      mostBytes = Math.max(mostBytes, process.memoryUsage().arrayBuffers - before);
    }
    yield Buffer.from('\n1,2\n');
  };
  const found: unknown[] = [];
  for await (const { rows, end } of splitRows(blocks(), { offset: 0, line: 0 }, options)) {
    for (const { cells, lineNumber } of rows) {
      const what = Array.isArray(cells) ? cells : (cells as Unreadable).rejected.code;
      found.push([lineNumber, what, end.offset]);
    }
  }
  const skipped = 1 + BLOCK_COUNT * BLOCK_BYTES + 1;
  expect(found).toEqual([
    ...(code === undefined ? [] : [[1, code, skipped]]),
    [2, ['1', '2'], skipped + 4],
  ]);
  expect(mostBytes).toBeLessThan((BLOCK_COUNT * BLOCK_BYTES) / 2);
});

it('continues at the second line of a record whose quote is not closed within `maxRecordBytes`', async () => {
  const lines = '1,"2\n'.concat('3,4\n'.repeat(1_000_000));
  let rowCount = 0;
  const codes: string[] = [];
  const blocks = async function* (): AsyncGenerator<Buffer> {
    for (let from = 0; from < lines.length; from += 128 * 1024) {
      yield Buffer.from(lines.slice(from, from + 128 * 1024));
    }
  };
  for await (const { rows } of splitRows(blocks(), { offset: 0, line: 0 }, options)) {
    for (const { cells } of rows) {
      if (Array.isArray(cells)) rowCount += 1;
      else codes.push((cells as Unreadable).rejected.code);
    }
  }
  expect({ rowCount, codes }).toEqual({ rowCount: 1_000_000, codes: ['QUOTE_NOT_CLOSED'] });
});

it.each([
  ['a good row', '1,"2 ""3"""\n'],
  ['a quote in a cell', '1,2"3\n'],
  ['text after a quote', '1,"2"3\n'],
  ['a row that is too long', `1,${'2'.repeat(50)}\n`],
  ['a row that is not text', '1,\xff\n'],
])('scans each row once, and joins rows to spans, for %s', async (_, row) => {
  const ROWS = 10_000;
  const scan = vi.spyOn(RowScanner.prototype, 'scan');
  let spans = 0;
  let rows = 0;
  const block = Buffer.from(row.repeat(ROWS / 10), 'latin1');
  async function* blocks(): AsyncGenerator<Buffer> {
    for (let count = 0; count < 10; count += 1) yield block;
  }
  const given = { ...options, maxRecordBytes: 40 };
  for await (const span of splitRows(blocks(), { offset: 0, line: 0 }, given)) {
    spans += 1;
    rows += span.rows.length;
  }
  expect(rows).toBe(ROWS);
  // At the end of a block, a row may be scanned again.
  expect(scan.mock.calls.length).toBeLessThanOrEqual(ROWS + 20);
  expect(spans).toBeLessThanOrEqual(ROWS / 256 + 20);
  scan.mockRestore();
});
