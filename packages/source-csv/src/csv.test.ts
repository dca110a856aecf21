import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Batch } from '@rowferry/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { csv } from './csv.ts';
import type { CsvOptions } from './options.ts';

let base = '';
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'rowferry-csv-'));
});
afterEach(() => rm(base, { recursive: true }));

const { signal } = new AbortController();
const failed = (message: RegExp, code = 'SOURCE_FAILED') =>
  expect.objectContaining({ name: 'RowferryError', code, message: expect.stringMatching(message) });
const changed = (message: RegExp) => failed(message, 'SOURCE_CHANGED');

function write(name: string, content: string | Buffer): Promise<void> {
  return writeFile(join(base, name), content);
}

async function read(options: CsvOptions, checkpoint?: unknown): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of csv({ base, ...options }).read({ signal, checkpoint })) {
    batches.push(batch);
  }
  return batches;
}

function recordsOf(batches: readonly Batch[]): unknown[] {
  return batches.flatMap(({ records }) => records);
}

function places(batches: readonly Batch[]): (string | undefined)[] {
  return batches.flatMap(({ records, locate }) => records.map((_, index) => locate?.(index)));
}

/** The files below `base` that this process has open, according to Linux. */
async function openPaths(): Promise<string[]> {
  const links = (await readdir('/proc/self/fd')).map((fd) =>
    readlink(`/proc/self/fd/${fd}`).catch(() => ''),
  );
  return (await Promise.all(links)).filter((path) => path.startsWith(base));
}

describe('several files', () => {
  it('may have their columns in a different order', async () => {
    await write('a.csv', 'vin,brand\nA,Volvo\n');
    await write('b.csv', 'brand,vin\nSaab,B\n');
    expect(recordsOf(await read({ path: '*.csv' }))).toEqual([
      { vin: 'A', brand: 'Volvo' },
      { vin: 'B', brand: 'Saab' },
    ]);
  });

  it('may be empty, gzip, or in another encoding', async () => {
    await write('a.csv', '');
    await write('b.csv', gzipSync('vin\nA\n'));
    await write('c.csv', '\ufeff');
    await write('d.csv', Buffer.from('\ufeffvin\nÄ\n', 'utf16le'));
    await write('e.csv', '\n\r\n');
    const batches = await read({ path: '*.csv' });
    expect(recordsOf(batches)).toEqual([{ vin: 'A' }, { vin: 'Ä' }]);
    expect(places(batches)).toEqual(['b.csv:2', 'd.csv:2']);
  });

  it('must have the same columns, even after a restart', async () => {
    await write('a.csv', 'vin,brand\nA,Volvo\n');
    await write('b.csv', 'vin,brand\nB,Saab\n');
    await write('c.csv', 'secret,brand,vins\nx,y,z\n');
    const message =
      /^c\.csv:1: the header lacks 1 of the columns of b\.csv and has 2 others; give the files/;
    const path = ['a.csv', 'b.csv', 'c.csv'];
    await expect(read({ path })).rejects.toEqual(failed(message));
    const [first] = await read({ path: ['a.csv', 'b.csv'] });
    await expect(read({ path }, first?.checkpoint)).rejects.toEqual(failed(message));
  });

  it('must have the same header if `names` replace it', async () => {
    await write('a.csv', 'a,b\n1,2\n');
    await write('b.csv', 'a,b\n3,4\n');
    const options = { names: ['x', 'y'], header: true };
    expect(recordsOf(await read({ path: ['a.csv', 'b.csv'], ...options }))).toEqual([
      { x: '1', y: '2' },
      { x: '3', y: '4' },
    ]);
    await write('c.csv', '\nb,a\n2,1\n');
    const message =
      /^c\.csv:2: the header differs from that of a\.csv, and `names` replace both; give the files/;
    await expect(read({ path: ['a.csv', 'c.csv'], ...options })).rejects.toEqual(failed(message));
    const [first] = await read({ path: 'a.csv', ...options });
    const restart = read({ path: ['a.csv', 'c.csv'], ...options }, first?.checkpoint);
    await expect(restart).rejects.toEqual(failed(message));
  });

  it('have no header if `names` are given', async () => {
    await write('a.csv', '1,2\n');
    await write('b.csv', '3,4\n');
    const batches = await read({ path: ['a.csv', 'b.csv'], names: ['x', 'y'] });
    expect(recordsOf(batches)).toEqual([
      { x: '1', y: '2' },
      { x: '3', y: '4' },
    ]);
  });
});

describe('a header', () => {
  it('with the same column name twice ends the read, and is not quoted', async () => {
    await write('a.csv', '\n"secret",b,secret\n');
    await expect(read({ path: 'a.csv' })).rejects.toEqual(
      failed(/^a\.csv:2: columns 1 and 3 of the header have the same name; (?!.*secret)/),
    );
  });

  it('without the name of a column names it after its place', async () => {
    await write('a.csv', ',b,\n1,2,3\n');
    expect(recordsOf(await read({ path: 'a.csv' }))).toEqual([
      { 'column 1': '1', b: '2', 'column 3': '3' },
    ]);
    await write('a.csv', ',column 1\n1,2\n');
    await expect(read({ path: 'a.csv' })).rejects.toEqual(failed(/columns 1 and 2 of the header/));
  });

  it('of one column that contains another delimiter ends the read', async () => {
    await write('a.csv', 'a;b\n1;2\n');
    await expect(read({ path: 'a.csv' })).rejects.toEqual(
      failed(/^a\.csv:1: the header is one column that contains a semicolon; set `delimiter`/),
    );
    const names = { names: ['a'], header: true };
    expect(recordsOf(await read({ path: 'a.csv', ...names }))).toEqual([{ a: '1;2' }]);
  });

  it('with broken quotes ends the read', async () => {
    await write('a.csv', '"a,b\n1,2\n');
    await expect(read({ path: 'a.csv' })).rejects.toEqual(
      failed(/^a\.csv:1: the header cannot be read: a quote is not closed before the end/),
    );
  });

  it('may contain the name `__proto__`', async () => {
    await write('a.csv', '__proto__,constructor\n1,2\n');
    const [record] = recordsOf(await read({ path: 'a.csv' })) as [object];
    expect(Object.entries(record)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });
});

describe('a rejection', () => {
  it('says what is wrong and never quotes the record', async () => {
    const lines = ['a,b', 'secret', 'secret,,', '"secret"x,', 'secret"x,', '"secret,'];
    await write('a.csv', `${lines.join('\n')}${' '.repeat(199)}`);
    const found = recordsOf(await read({ path: 'a.csv', maxRecordBytes: 50 }));
    await write('a.csv', 'a,b\n"secret\n1,2\nsecret"x,\n');
    found.push(...recordsOf(await read({ path: 'a.csv' })));
    await write('a.csv', `a,b\nsecret,"\n`);
    found.push(...recordsOf(await read({ path: 'a.csv' })));
    await write('a.csv', `a,b\nsecret,${' '.repeat(99)}\n`);
    found.push(...recordsOf(await read({ path: 'a.csv', maxRecordBytes: 50 })));
    expect(found.map((unreadable) => Object.values(unreadable as object)[0])).toEqual([
      { code: 'CELLS_TOO_FEW', message: 'the record has 1 cell instead of 2' },
      {
        code: 'CELLS_TOO_MANY',
        message:
          'the record has 3 cells instead of 2; to leave out empty ones at the end, set `cells: trim`',
      },
      { code: 'QUOTE_MISPLACED', message: 'text follows a closing quote' },
      { code: 'QUOTE_MISPLACED', message: 'a quote is inside a cell that is not quoted' },
      {
        code: 'QUOTE_NOT_CLOSED',
        message: 'a quote is not closed within 50 bytes (maxRecordBytes)',
      },
      {
        code: 'QUOTE_MISPLACED',
        message: 'text follows a closing quote 2 lines below; all these lines are skipped',
      },
      { code: 'QUOTE_NOT_CLOSED', message: 'a quote is not closed before the end of the file' },
      { code: 'RECORD_TOO_LONG', message: 'the record is longer than 50 bytes (maxRecordBytes)' },
    ]);
  });
});

describe('a checkpoint', () => {
  it.each(['plain', 'gzip'])('that no longer fits its %s file fails', async (form) => {
    const bytes = (text: string) => (form === 'gzip' ? gzipSync(text) : Buffer.from(text));
    await write('a.csv', bytes('a\n1\n2\n'));
    await write('b.csv', 'a\n3\n');
    const path = ['a.csv', 'b.csv'];
    const [first] = await read({ path });
    expect(first?.checkpoint).toEqual({ file: 'a.csv', index: 0, offset: 6, line: 3 });
    expect(places(await read({ path }, first?.checkpoint))).toEqual(['b.csv:2']);
    for (const text of ['a\n1\n', '', 'a\n1\n200\n']) {
      await write('a.csv', bytes(text));
      await expect(read({ path }, first?.checkpoint)).rejects.toEqual(
        changed(/^a\.csv has changed since/),
      );
    }
  });

  it('allows a file to grow, even after a last record without a line end', async () => {
    await write('a.csv', 'a\r\n1');
    const [first] = await read({ path: 'a.csv' });
    await write('a.csv', 'a\r\n1\r\n2\r\n');
    expect(places(await read({ path: 'a.csv' }, first?.checkpoint))).toEqual(['a.csv:3']);
  });
});

describe.skipIf(process.platform !== 'linux')('an open file', () => {
  it('is closed when the consumer stops early, from the start and from a checkpoint', async () => {
    const text = `a\n${`${randomBytes(500_000).toString('hex')}\n`.repeat(3)}`;
    for (const [name, bytes] of [['a.csv', text] as const, ['b.gz', gzipSync(text)] as const]) {
      await write(name, bytes);
      const source = csv({ path: name, base });
      const [first] = await read({ path: name });
      for (const checkpoint of [undefined, first?.checkpoint]) {
        const iterator = source.read({ signal, checkpoint })[Symbol.asyncIterator]();
        expect(await openPaths()).toEqual([]);
        await iterator.next();
        expect(await openPaths()).toEqual([join(base, name)]);
        await iterator.return?.();
        expect(await openPaths()).toEqual([]);
      }
    }
  });

  it('is closed when the read is aborted, or fails', async () => {
    await write('a.csv', `a\n${'1\n'.repeat(200_000)}`);
    const controller = new AbortController();
    const source = csv({ path: 'a.csv', base });
    const iterator = source.read({ signal: controller.signal })[Symbol.asyncIterator]();
    await iterator.next();
    controller.abort('enough');
    await expect(iterator.next()).rejects.toBe('enough');
    expect(await openPaths()).toEqual([]);
    await write('a.csv', `a,a\n${'1\n'.repeat(200_000)}`);
    await expect(read({ path: 'a.csv' })).rejects.toEqual(failed(/same name/));
    expect(await openPaths()).toEqual([]);
  });
});

describe('options', () => {
  it.each<[Partial<CsvOptions> & Record<string, unknown>, RegExp]>([
    [{ delimeter: ';' }, /unknown key `delimeter`; did you mean `delimiter`\?/],
    [{ path: [] }, /^csv: `path`: /],
    [{ delimiter: '' }, /^csv: `delimiter`: /],
    [
      { delimiter: '\\t' },
      /^csv: `delimiter`: .* YAML reads "\\t" as a tab only in double quotes$/,
    ],
    [{ lineEnd: '\\r\\n' }, /^csv: `lineEnd`: expected a mark, not a backslash and a letter/],
    [{ quote: '""' }, /^csv: `quote`: /],
    [{ encoding: 'utf-7' }, /^csv: `encoding`: unknown encoding; see the README/],
    [{ encoding: 'utf.8' }, /^csv: `encoding`: unknown encoding; did you mean `utf-8`\?$/],
    [{ encoding: 'shift-jsi' }, /; did you mean `shift_jis`\?$/],
    [{ encoding: 'EBCDIC-CP-BE-and-more' }, /^csv: `encoding`: unknown encoding; see the README/],
    [{ encoding: 'ISO-2022-JP' }, /^csv: `encoding`: .* could not restart; convert the files/],
    [{ encoding: 'hz-gb-2312' }, /^csv: `encoding`: .* not safe to read/],
    [{ encoding: 'gbk', lineEnd: 'A' }, /^csv: `lineEnd`: in this encoding, expected ASCII/],
    [{ quote: null, escape: '\\' }, /^csv: `escape`: .* write `postgres` or `mysql`$/],
    [{ escape: 'oracle' }, /^csv: `escape`: expected one character, `postgres` or `mysql`$/],
    [{ quote: null, blanksAroundQuotes: true }, /^csv: `blanksAroundQuotes`: with `quote: null`/],
    [{ header: { line: 0 } }, /^csv: `header/],
    [{ header: { line: 2 }, skipLines: 1 }, /^csv: `skipLines`: .* leave out one of the two$/],
    [{ cells: 'any' as 'pad' }, /^csv: `cells`: /],
    [{ excelText: true, delimiter: '=' }, /^csv: `delimiter` and `excelText` begin with the same/],
    [{ header: false }, /^csv: `header`: without a header, give `names`$/],
    [
      { nulls: null as never },
      /^csv: `nulls`: expected a string .* YAML needs quotes around 'NULL'$/,
    ],
    [{ names: ['a', 'a'] }, /^csv: `names`: a name occurs twice$/],
    [{ maxRecordBytes: 0 }, /^csv: `maxRecordBytes`: /],
    [
      { delimiter: '"' },
      /^csv: `delimiter` and `quote` begin with the same characters; choose others$/,
    ],
    [{ comment: ',,' }, /^csv: `delimiter` and `comment` begin with the same characters/],
    [{ delimiter: '\r' }, /^csv: `delimiter` and `lineEnd` begin with the same characters/],
  ])('such as %j throw a TypeError at once', (options, message) => {
    expect(() => csv({ path: 'a.csv', ...options })).toThrow(TypeError);
    expect(() => csv({ path: 'a.csv', ...options })).toThrow(message);
  });
});
