import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Unreadable } from '@rowferry/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csv } from './csv.ts';
import type { CsvOptions } from './options.ts';

let base = '';
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'rowferry-csv-'));
});
afterAll(() => rm(base, { recursive: true }));

type Found = readonly [line: number, found: readonly unknown[] | string];

/** For each record of a file its line and its cells, or the code of its rejection and its raw text. */
async function read(content: string | Buffer, options: Partial<CsvOptions> = {}): Promise<Found[]> {
  await writeFile(join(base, 'a.csv'), content);
  const { signal } = new AbortController();
  const found: Found[] = [];
  for await (const batch of csv({ path: 'a.csv', base, ...options }).read({ signal })) {
    for (const [index, record] of batch.records.entries()) {
      const line = Number(batch.locate?.(index).split(':')[1]);
      const bad =
        record instanceof Unreadable ? `${record.rejected.code} ${record.raw}` : undefined;
      found.push([line, bad ?? Object.values(record)]);
    }
  }
  return found;
}

describe('records of delimiters and blanks only', () => {
  const TEXT = 'id,brand,note\n1,Volvo,x\n,,\n,,\n  , ,\n2,Saab,\n,,\n""," ",""\n';

  it('are rejections, and no objects without a value', async () => {
    expect((await read(TEXT)).map(([line, found]) => `${line} ${found}`)).toEqual([
      '2 1,Volvo,x',
      '3 RECORD_BLANK ,,',
      '4 RECORD_BLANK ,,',
      '5 RECORD_BLANK   , ,',
      '6 2,Saab,',
      '7 RECORD_BLANK ,,',
      '8 , ,',
    ]);
    expect(await read('sep=;\na;b\n;\n;;;\n')).toEqual([
      [3, 'RECORD_BLANK ;'],
      [4, 'RECORD_BLANK ;;;'],
    ]);
  });

  it('are values if they are written: empty texts in quotes, nulls, and those of one column', async () => {
    expect(await read('a,b\n"",\nNULL,\n', { nulls: ['NULL', ''] })).toEqual([
      [2, ['', null]],
      [3, [null, null]],
    ]);
    expect(await read('a\n""\n  \n')).toEqual([
      [2, ['']],
      [3, ['  ']],
    ]);
  });

  it('are skipped on request, also before the header and with other counts of cells', async () => {
    const rows: Found[] = [
      [2, ['1', 'Volvo', 'x']],
      [6, ['2', 'Saab', '']],
    ];
    expect(await read(TEXT, { skipBlankRecords: true })).toEqual(rows);
    const more = await read(`,,,,\n${TEXT} \n`, { skipBlankRecords: true });
    expect(more).toEqual(rows.map(([line, cells]) => [line + 1, cells]));
  });
});

it('a line of blanks is no record, not even with `pad`', async () => {
  const text = 'id;b;c\n1;2;3\n  \n\t\n4;5;6\n""\n';
  for (const cells of ['exact', 'trim', 'pad'] as const) {
    const code = cells === 'pad' ? 'RECORD_BLANK' : 'CELLS_TOO_FEW';
    expect(await read(text, { delimiter: ';', cells })).toEqual([
      [2, ['1', '2', '3']],
      [3, `${code}   `],
      [4, `${code} \t`],
      [5, ['4', '5', '6']],
      [6, cells === 'pad' ? ['', '', ''] : 'CELLS_TOO_FEW ""'],
    ]);
  }
});

describe('a Ctrl-Z that ends the file', () => {
  it.each<[string, string | Buffer, Partial<CsvOptions>]>([
    ['in several columns', 'a,b\r\n1,2\r\n\x1a', { cells: 'pad' }],
    ['in several columns, exactly', 'a,b\r\n1,2\r\n\x1a', {}],
    ['in UTF-16', Buffer.from('\ufeffa,b\n1,2\n\x1a', 'utf16le'), {}],
    ['of lines with CR', 'a,b\r1,2\r\x1a', { lineEnd: '\r' }],
    ['after a table of COPY', 'a\tb\n1\t2\n\x1a', { escape: 'postgres' }],
  ])('is no record: %s', async (_, text, options) => {
    expect(await read(text, options)).toEqual([[2, ['1', '2']]]);
  });

  it('is a value where it is not alone, or not at the end', async () => {
    expect(await read('a\n\x1a\n1\n"\x1a"')).toEqual([
      [2, ['\x1a']],
      [3, ['1']],
      [4, ['\x1a']],
    ]);
    expect(await read('a\n\x1a')).toEqual([]);
    expect(await read('a,b\n1,2\x1a')).toEqual([[2, ['1', '2\x1a']]]);
  });
});

describe('empty cells at the end', () => {
  const TEXT = 'a;b;c\n1;2;3;\n4;5;;\n7;8\n9;8;7;;x\n6;5;4;"";\n';
  const tooMany: Found = [5, 'CELLS_TOO_MANY 9;8;7;;x'];

  it('are rejections, with their text', async () => {
    expect(await read(TEXT, { delimiter: ';' })).toEqual([
      [2, 'CELLS_TOO_MANY 1;2;3;'],
      [3, 'CELLS_TOO_MANY 4;5;;'],
      [4, 'CELLS_TOO_FEW 7;8'],
      tooMany,
      [6, 'CELLS_TOO_MANY 6;5;4;"";'],
    ]);
  });

  it('may be too many with `trim`, and missing with `pad`', async () => {
    const long: Found[] = [
      [2, ['1', '2', '3']],
      [3, ['4', '5', '']],
    ];
    const last: Found = [6, ['6', '5', '4']];
    const trimmed = await read(TEXT, { delimiter: ';', cells: 'trim' });
    expect(trimmed).toEqual([...long, [4, 'CELLS_TOO_FEW 7;8'], tooMany, last]);
    const padded = await read(TEXT, { delimiter: ';', cells: 'pad' });
    expect(padded).toEqual([...long, [4, ['7', '8', '']], tooMany, last]);
    const nulls = await read(TEXT, { delimiter: ';', cells: 'pad', nulls: '' });
    expect(nulls[2]).toEqual([4, ['7', '8', null]]);
  });

  it('of the header are no columns with `trim` and `pad`', async () => {
    const text = 'a;b;;\n1;2;;\n3;4\n';
    const options = { delimiter: ';', cells: 'pad' as const };
    expect(await read(text, options)).toEqual([
      [2, ['1', '2']],
      [3, ['3', '4']],
    ]);
    expect((await read(text, { delimiter: ';' }))[1]).toEqual([3, 'CELLS_TOO_FEW 3;4']);
  });
});

describe('lines before the header', () => {
  const TEXT =
    'Per Transaction Report\nReporting "Period:,2014-01-01 to 2014-01-31\nCurrency:,USD\n' +
    'Country,Transaction,Date,Name of App\nUSA,A1,1/1/14,"App, one"\nDE,A2,1/2/14,App two\nTotals:,,,\n';

  it.each<[string, Partial<CsvOptions>]>([
    ['`header.line`', { header: { line: 4 } }],
    ['`skipLines`', { skipLines: 3 }],
    ['`skipLines` and names', { skipLines: 4, names: ['a', 'b', 'c', 'd'] }],
    [
      '`skipLines`, a header and names',
      { skipLines: 3, names: ['a', 'b', 'c', 'd'], header: true },
    ],
  ])('are skipped with %s', async (_, options) => {
    expect(await read(TEXT, options)).toEqual([
      [5, ['USA', 'A1', '1/1/14', 'App, one']],
      [6, ['DE', 'A2', '1/2/14', 'App two']],
      [7, ['Totals:', '', '', '']],
    ]);
  });

  it('may be comments, and so may the header if its line is named', async () => {
    const text = '# Countries\n#\n#ISO,Name\nAD,Andorra\n# AN is no more\nAE,Emirates\n';
    const rows: Found[] = [
      [4, ['AD', 'Andorra']],
      [6, ['AE', 'Emirates']],
    ];
    expect(await read(text, { comment: '#', header: { line: 3 } })).toEqual(rows);
    expect(await read(text, { comment: '#', names: ['iso', 'name'] })).toEqual(rows);
    expect(await read(text, { comment: '#' })).toEqual(rows.slice(1));
  });

  it('must not be followed by a blank line if the line of the header is named', async () => {
    const text = 'Title\n\nnote\n\nid,brand\n1,Volvo\n';
    const message =
      'a.csv:4: the line that `header.line` names is blank; the next record is at line 5';
    for (const options of [{}, { names: ['x', 'y'] }, { skipBlankRecords: true }]) {
      await expect(read(text, { header: { line: 4 }, ...options })).rejects.toThrow(message);
    }
    const delimiters = text.replace('\n\nid', '\n ,\nid');
    const skipping = { header: { line: 4 }, skipBlankRecords: true };
    await expect(read(delimiters, skipping)).rejects.toThrow(message);
    expect(await read(text, { header: { line: 5 } })).toEqual([[6, ['1', 'Volvo']]]);
    const sep = 'sep=;\nid;brand\n1;Volvo\n';
    for (const line of [1, 2]) {
      expect(await read(sep, { header: { line } })).toEqual([[3, ['1', 'Volvo']]]);
    }
    await expect(read(sep.replace('id', '\nid'), { header: { line: 1 } })).rejects.toThrow(
      'a.csv:2: the line that',
    );
  });

  it('must be followed by something', async () => {
    const message =
      'a.csv has nothing after its first 9 lines; correct `skipLines`, `header.line` or `lineEnd`';
    await expect(read(TEXT, { skipLines: 9 })).rejects.toThrow(message);
  });
});

describe('a first line with the delimiter', () => {
  const ROWS: Found[] = [
    [3, ['1', 'Volvo', 'x']],
    [4, ['2', 'Saab', 'y']],
  ];
  const TEXT = 'sep=;\r\nid;brand;note\r\n1;Volvo;x\r\n2;Saab;y\r\n';

  it.each<[string, string | Buffer, Partial<CsvOptions>]>([
    ['alone', TEXT, {}],
    ['and the same option', TEXT, { delimiter: ';' }],
    ['that is a comment', TEXT, { delimiter: ';', comment: 'sep=' }],
    ['that is skipped by hand', TEXT, { delimiter: ';', skipLines: 1 }],
    ['in quotes and capitals', TEXT.replace('sep=;', '"SEP=;"'), {}],
    ['of a tab', TEXT.replaceAll(';', '\t'), {}],
    ['in UTF-16', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), {}],
  ])('is no record: %s', async (_, text, options) => {
    expect(await read(text, options)).toEqual(ROWS);
  });

  it('ends the read if it contradicts the option, or is another mark', async () => {
    await expect(read(TEXT, { delimiter: ',' })).rejects.toThrow(
      /^a\.csv:1: the line `sep=` names another delimiter than the option `delimiter`/,
    );
    await expect(read(TEXT.replace(';', '"'), {})).rejects.toThrow(/^a\.csv:1: .* another mark/);
  });

  it.each<[string, string, Partial<CsvOptions>]>([
    ['\r', TEXT.replaceAll('\r\n', '\r'), {}],
    ['\r', TEXT.replace('\r\n', '\r'), {}],
    ['\n', TEXT.replaceAll('\r\n', '\n'), { lineEnd: '\r\n' }],
  ])('must end as the other lines: not with %j in %j and %j', async (end, text, options) => {
    const message = `a.csv:1: the line \`sep=\` ends otherwise than \`lineEnd\` says; if all lines do, set \`lineEnd: ${JSON.stringify(end)}\``;
    await expect(read(text, options)).rejects.toThrow(message);
  });

  it('may end with another line end that is set', async () => {
    const text = TEXT.replaceAll('\r\n', '\r');
    expect(await read(text, { lineEnd: '\r' })).toEqual(ROWS);
    expect(await read('sep=;\r\na;b\n1;2\n', { lineEnd: '\n' })).toEqual([[3, ['1', '2']]]);
    expect(await read('sep=;')).toEqual([]);
  });

  it('may be another one in each file', async () => {
    await writeFile(join(base, 'b1.csv'), 'sep=;\na;b\n1;2\n');
    await writeFile(join(base, 'b2.csv'), 'a,b\n3,4\n');
    const { signal } = new AbortController();
    const records: unknown[] = [];
    for await (const batch of csv({ path: 'b*.csv', base }).read({ signal })) {
      records.push(...batch.records);
    }
    expect(records).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
  });
});

it('a rejection names the option that may help, and no other does', async () => {
  await writeFile(
    join(base, 'a.csv'),
    'a;b\n1;2;;\n1;2;3\n1\n="01";2\n 1; "2"\n"1" ;2\n1;2"3\n"1"2;3\n"a" "b";1\n5";2\n',
  );
  const { signal } = new AbortController();
  const found: string[] = [];
  for await (const { records } of csv({ path: 'a.csv', base, delimiter: ';' }).read({ signal })) {
    for (const record of records)
      if (record instanceof Unreadable) found.push(record.rejected.message);
  }
  const inCell = 'a quote is inside a cell that is not quoted';
  const after = 'text follows a closing quote';
  const excel = 'for cells such as `="0023"`, set `excelText`';
  const blanks = 'for blanks around quotes, set `blanksAroundQuotes`';
  expect(found).toEqual([
    'the record has 4 cells instead of 2; to leave out empty ones at the end, set `cells: trim`',
    'the record has 3 cells instead of 2',
    'the record has 1 cell instead of 2',
    `${inCell}; ${excel}`,
    `${inCell}; ${blanks}`,
    `${after}; ${blanks}`,
    inCell,
    after,
    after,
    inCell,
  ]);
});

describe('texts that spreadsheets keep', () => {
  const TEXT =
    'name,number,note\nAda,="00000023456","x, y"\nBob,=0017,z\n"Cy","=""0042""",w\nDi,="a,""b""",=A1+1\n';

  it('are their text with `excelText`', async () => {
    expect(await read(TEXT, { excelText: true })).toEqual([
      [2, ['Ada', '00000023456', 'x, y']],
      [3, ['Bob', '0017', 'z']],
      [4, ['Cy', '0042', 'w']],
      [5, ['Di', 'a,"b"', '=A1+1']],
    ]);
    const broken = await read('a,b\n="1"x,2\n="1,2\n3,="4"\n', { excelText: true });
    expect(broken).toEqual([
      [2, 'QUOTE_MISPLACED ="1"x,2'],
      [3, expect.stringMatching(/^QUOTE_MISPLACED ="1,2\n3,="4"$/)],
    ]);
  });

  it('are as they are written without it', async () => {
    expect(await read(TEXT)).toEqual([
      [2, 'QUOTE_MISPLACED Ada,="00000023456","x, y"'],
      [3, ['Bob', '=0017', 'z']],
      [4, ['Cy', '="0042"', 'w']],
      [5, 'QUOTE_MISPLACED Di,="a,""b""",=A1+1'],
    ]);
  });
});

it('blanks around quotes are left out on request, and only there', async () => {
  const text = 'a, "b" ,c\n1, "2, x" ,3\n "4"\t,5 , 6\n"7" x,8,9\n';
  expect(await read(text, { blanksAroundQuotes: true })).toEqual([
    [2, ['1', '2, x', '3']],
    [3, ['4', '5 ', ' 6']],
    [4, 'QUOTE_MISPLACED "7" x,8,9'],
  ]);
  expect(await read('a\tb\n"1"\t "2" \n', { delimiter: '\t', blanksAroundQuotes: true })).toEqual([
    [2, ['1', '2']],
  ]);
});

describe('backslash escapes', () => {
  it('of COPY are resolved', async () => {
    const text =
      'id\tnote\tnull\n1\tline one\\nline two\t\\N\n2\ttab\\there and back\\\\slash\tx\n3\t"quoted" start\ty\n' +
      '4\t5" disk\tz\n5\t\\303\\244\\x41\\q\t\\\\N\n6\ta\\\tb\\\nc\t\n\\.\n';
    expect(await read(text, { escape: 'postgres' })).toEqual([
      [2, ['1', 'line one\nline two', null]],
      [3, ['2', 'tab\there and back\\slash', 'x']],
      [4, ['3', '"quoted" start', 'y']],
      [5, ['4', '5" disk', 'z']],
      [6, ['5', 'äAq', '\\N']],
      [7, ['6', 'a\tb\nc', '']],
    ]);
  });

  it('of COPY give bytes in the encoding of the file', async () => {
    const text = Buffer.from('a\n\\344\n\\xe4\\\n', 'latin1');
    expect(await read(text, { escape: 'postgres', encoding: 'latin1' })).toEqual([
      [2, ['ä']],
      [3, ['ä\n']],
    ]);
    expect(await read('a\n\\344\nb\n', { escape: 'postgres' })).toEqual([
      [2, 'RECORD_NOT_TEXT \\344'],
      [3, ['b']],
    ]);
  });

  it('of OUTFILE are resolved, with and without quotes', async () => {
    const names = ['id', 'note', 'x'];
    const text = '1\tfirst\\\nsecond\t\\N\n2\ta\\\tb\tx\\0\\Z\n3\tok\ty\n';
    const rows: Found[] = [
      [1, ['1', 'first\nsecond', null]],
      [3, ['2', 'a\tb', 'x\0\x1a']],
      [4, ['3', 'ok', 'y']],
    ];
    expect(await read(text, { escape: 'mysql', names })).toEqual(rows);
    const quoted = '"1","say \\"hi\\", ""you""",\\N\n"2","a\\\nb","\\\\N"\n';
    expect(await read(quoted, { escape: 'mysql', delimiter: ',', quote: '"', names })).toEqual([
      [1, ['1', 'say "hi", "you"', null]],
      [2, ['2', 'a\nb', '\\N']],
    ]);
  });

  it('end with the line of COPY that ends the data, and nothing of another table is read', async () => {
    const dump = 'COPY v (id, b) FROM stdin;\n1\ta\n2\tb\n\\.\n\n\n--\n-- end\n';
    const names = ['id', 'b'];
    const options = { escape: 'postgres', names, skipLines: 1, comment: '--' };
    expect(await read(dump, options)).toEqual([
      [2, ['1', 'a']],
      [3, ['2', 'b']],
    ]);
    const two = `${dump}COPY w (id, c) FROM stdin;\n9\tzz\n\\.\n`;
    const message =
      'a.csv:9: more follows after the line `\\.`, which ends the data; keep one table in the file';
    await expect(read(two, options)).rejects.toThrow(message);
    await expect(read('a\n1\n\\.\n\n\nb\n', { escape: 'postgres' })).rejects.toThrow(/:6: more/);
    expect(await read('a\n1\n\\.\n\n\n', { escape: 'postgres' })).toEqual([[2, ['1']]]);
    const source = csv({ path: 'a.csv', base, ...options });
    await writeFile(join(base, 'a.csv'), two);
    const { signal } = new AbortController();
    const first = await source.read({ signal })[Symbol.asyncIterator]().next();
    const { records = [], checkpoint } = first.done ? {} : first.value;
    expect(records).toHaveLength(2);
    const rest = source.read({ signal, checkpoint })[Symbol.asyncIterator]();
    await expect(rest.next()).rejects.toThrow(message);
  });

  it('make an empty text a blank line in a table of one column', async () => {
    expect(await read('a\n1\n\n2\n', { escape: 'postgres' })).toEqual([
      [2, ['1']],
      [3, ['']],
      [4, ['2']],
    ]);
  });
});
