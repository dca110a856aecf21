import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Unreadable } from '@rowferry/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { csv } from './csv.ts';
import type { CsvOptions } from './options.ts';

let base = '';
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'rowferry-csv-'));
});
afterAll(() => rm(base, { recursive: true }));

/** A text, and for each of its records the line and either the cells or the code of the rejection. */
interface Case {
  readonly text: string;
  readonly options?: Partial<CsvOptions>;
  readonly expected: readonly (readonly [
    line: number,
    found: readonly (string | null)[] | string,
  ])[];
}

/** Cases from public collections of awkward CSV, and from legacy exports. */
const CASES: Readonly<Record<string, Case>> = {
  'a table': {
    text: 'a,b\n1,2\n3,4\n',
    expected: [
      [2, ['1', '2']],
      [3, ['3', '4']],
    ],
  },
  'a table with CRLF': { text: 'a,b\r\n1,2\r\n', expected: [[2, ['1', '2']]] },
  'LF and CRLF mixed': {
    text: 'a,b\n1,2\r\n3,4\n',
    expected: [
      [2, ['1', '2']],
      [3, ['3', '4']],
    ],
  },
  'no line end at the end of the file': { text: 'a,b\n1,2', expected: [[2, ['1', '2']]] },
  'a header alone': { text: 'a,b\n', expected: [] },
  'a byte order mark': { text: '\ufeffa,b\n1,2\n', expected: [[2, ['1', '2']]] },
  'a byte order mark before a quoted name': {
    text: '\ufeff"a","b"\n1,2\n',
    expected: [[2, ['1', '2']]],
  },
  'a delimiter in quotes': { text: 'a,b\n"1,1",2\n', expected: [[2, ['1,1', '2']]] },
  'quotes in quotes': { text: 'a,b\n1,"a ""b"" c"\n', expected: [[2, ['1', 'a "b" c']]] },
  'only quotes': { text: 'a,b\n"""",""""""\n', expected: [[2, ['"', '""']]] },
  'quotes at the ends': { text: 'a,b\n"""x","x"""\n', expected: [[2, ['"x', 'x"']]] },
  'empty cells': {
    text: 'a,b,c\n1,,\n,,3\n,,\n',
    expected: [
      [2, ['1', '', '']],
      [3, ['', '', '3']],
      [4, 'RECORD_BLANK'],
    ],
  },
  'empty cells in quotes': {
    text: 'a,b\n"",""\n"",\n',
    expected: [
      [2, ['', '']],
      [3, ['', '']],
    ],
  },
  'an empty last cell at the end of the file': { text: 'a,b\n1,', expected: [[2, ['1', '']]] },
  'an empty last cell in quotes at the end of the file': {
    text: 'a,b\n1,""',
    expected: [[2, ['1', '']]],
  },
  'one column': {
    text: 'a\n1\n""\n2\n',
    expected: [
      [2, ['1']],
      [3, ['']],
      [4, ['2']],
    ],
  },
  'a line feed in quotes': {
    text: 'a,b\n1,"x\ny"\n3,4\n',
    expected: [
      [2, ['1', 'x\ny']],
      [4, ['3', '4']],
    ],
  },
  'a CRLF in quotes': {
    text: 'a,b\r\n1,"x\r\ny"\r\n3,4\r\n',
    expected: [
      [2, ['1', 'x\r\ny']],
      [4, ['3', '4']],
    ],
  },
  'line feeds and quotes in quotes': {
    text: 'a,b\n"""\n\n"",","\n"""\n3,4\n',
    expected: [
      [2, ['"\n\n",', '\n"']],
      [6, ['3', '4']],
    ],
  },
  'a line end in a name': { text: '"a\nx",b\n1,2\n', expected: [[3, ['1', '2']]] },
  'blank lines': {
    text: '\n\na,b\n\n1,2\n\r\n\n3,4\n\n',
    expected: [
      [5, ['1', '2']],
      [8, ['3', '4']],
    ],
  },
  'a blank line in quotes': { text: 'a,b\n1,"\n\n"\n', expected: [[2, ['1', '\n\n']]] },
  'spaces are text': { text: 'a,b\n 1 , 2\t\n', expected: [[2, [' 1 ', ' 2\t']]] },
  'a line of spaces': {
    text: 'a,b\n  \n1,2\n',
    expected: [
      [2, 'CELLS_TOO_FEW'],
      [3, ['1', '2']],
    ],
  },
  'a space before a quote': {
    text: 'a,b\n1, "2"\n3,4\n',
    expected: [
      [2, 'QUOTE_MISPLACED'],
      [3, ['3', '4']],
    ],
  },
  'a space after a quote': {
    text: 'a,b\n"1" ,2\n3,4\n',
    expected: [
      [2, 'QUOTE_MISPLACED'],
      [3, ['3', '4']],
    ],
  },
  'a quote inside a cell': {
    text: 'a,b\n5" disk,2\n3,4\n',
    expected: [
      [2, 'QUOTE_MISPLACED'],
      [3, ['3', '4']],
    ],
  },
  'a quote that ends a cell': {
    text: 'a,b\n1,2"\n3,4\n',
    expected: [
      [2, 'QUOTE_MISPLACED'],
      [3, ['3', '4']],
    ],
  },
  'a quote never closed': {
    text: 'a,b\n1,"2\n3,4\n5,6\n',
    expected: [
      [2, 'QUOTE_NOT_CLOSED'],
      [3, ['3', '4']],
      [4, ['5', '6']],
    ],
  },
  'a quote never closed in the last line': {
    text: 'a,b\n1,2\n3,"4',
    expected: [
      [2, ['1', '2']],
      [3, 'QUOTE_NOT_CLOSED'],
    ],
  },
  'a quote never closed before valid ones': {
    text: 'a,b\n1,"2\n3,"4"\n"5","6"\n',
    expected: [
      [2, 'QUOTE_MISPLACED'],
      [4, ['5', '6']],
    ],
  },
  'text after a quoted cell of several lines': {
    text: 'a,b\n"","x\n3,4\n""y" z,\n5,6\n',
    expected: [
      [2, 'QUOTE_MISPLACED'],
      [5, ['5', '6']],
    ],
  },
  'text after a quoted cell of several lines, at the end of the file': {
    text: 'a,b\n1,"x\n3,4\ny" z',
    expected: [[2, 'QUOTE_MISPLACED']],
  },
  'text after a quoted cell of several lines, beyond ASCII and with other marks': {
    text: '# é\ra§b\r#\r’é’§’x\r3§4\r\\’\\\\\r5§6’é§\r7§8\r',
    options: { delimiter: '§', quote: '’', escape: '\\', comment: '#', lineEnd: '\r' },
    expected: [
      [4, 'QUOTE_MISPLACED'],
      [8, ['7', '8']],
    ],
  },
  'text after a quoted cell of several lines, after a zero byte': {
    text: 'a,b\n"1"\0,"x\n3,4\n" y\n5,6\n',
    expected: [
      [2, 'QUOTE_MISPLACED'],
      [3, ['3', '4']],
      [4, 'QUOTE_NOT_CLOSED'],
      [5, ['5', '6']],
    ],
  },
  'a zero byte after a quote': {
    text: 'a,b\n"1"\0,2\n"3"\0\n5,"6"\0x\n7,8\n',
    expected: [
      [2, 'QUOTE_MISPLACED'],
      [3, 'QUOTE_MISPLACED'],
      [4, 'QUOTE_MISPLACED'],
      [5, ['7', '8']],
    ],
  },
  'a comment mark after a quote': {
    text: 'a,b\n"1"#,2\n"3"# x\n""#x\n5,"6"#\n7,8\n',
    options: { comment: '#' },
    expected: [
      [2, 'QUOTE_MISPLACED'],
      [3, 'QUOTE_MISPLACED'],
      [4, 'QUOTE_MISPLACED'],
      [5, 'QUOTE_MISPLACED'],
      [6, ['7', '8']],
    ],
  },
  'a single quote in a line': {
    text: 'a,b\n"\n1,2\n',
    expected: [
      [2, 'QUOTE_NOT_CLOSED'],
      [3, ['1', '2']],
    ],
  },
  'too few cells': {
    text: 'a,b\n1\n3,4\n',
    expected: [
      [2, 'CELLS_TOO_FEW'],
      [3, ['3', '4']],
    ],
  },
  'too many cells': {
    text: 'a,b\n1,2,3\n3,4\n',
    expected: [
      [2, 'CELLS_TOO_MANY'],
      [3, ['3', '4']],
    ],
  },
  'one delimiter too many': { text: 'a,b\n1,2,\n', expected: [[2, 'CELLS_TOO_MANY']] },
  'too many cells over several lines': {
    text: 'a,b\n1,"2\n2",3\n3,4\n',
    expected: [
      [2, 'CELLS_TOO_MANY'],
      [4, ['3', '4']],
    ],
  },
  'an empty name': { text: 'a,,c,\n1,2,3,4\n', expected: [[2, ['1', '2', '3', '4']]] },
  'JSON in a cell': {
    text: 'a,b\n1,"{""x"": [""y"", 2]}"\n',
    expected: [[2, ['1', '{"x": ["y", 2]}']]],
  },
  'numbers stay text': {
    text: 'a,b\n007,1e5\n12345678901234567890,0.10\n',
    expected: [
      [2, ['007', '1e5']],
      [3, ['12345678901234567890', '0.10']],
    ],
  },
  'other scripts': { text: 'ä,名\nʤ,😀\n', expected: [[2, ['ʤ', '😀']]] },
  'Unicode line separators are text': {
    text: 'a,b\n\u2028,\u0085\n',
    expected: [[2, ['\u2028', '\u0085']]],
  },
  'a CR alone is text': { text: 'a,b\n1\r1,2\n', expected: [[2, ['1\r1', '2']]] },
  'a zero byte is text': { text: 'a,b\n1\0,2\n', expected: [[2, ['1\0', '2']]] },
  'CR as line end': {
    text: 'a,b\r1,2\r3,4',
    options: { lineEnd: '\r' },
    expected: [
      [2, ['1', '2']],
      [3, ['3', '4']],
    ],
  },
  'LF as the only line end': {
    text: 'a,b\n1,2\r\n',
    options: { lineEnd: '\n' },
    expected: [[2, ['1', '2\r']]],
  },
  'LF as text, CRLF as line end': {
    text: 'a,b\r\n1,x\ny\r\n3,4\r\n',
    options: { lineEnd: '\r\n' },
    expected: [
      [2, ['1', 'x\ny']],
      [4, ['3', '4']],
    ],
  },
  'a separator character as line end': {
    text: 'a\u001f"b"\u001e1\u001f2\u001e',
    options: { delimiter: '\u001f', lineEnd: '\u001e' },
    expected: [[2, ['1', '2']]],
  },
  'semicolons and decimal commas': {
    text: 'a;b\n1,5;"2;0"\n',
    options: { delimiter: ';' },
    expected: [[2, ['1,5', '2;0']]],
  },
  tabs: { text: 'a\tb\n1\t"2\t2"\n', options: { delimiter: '\t' }, expected: [[2, ['1', '2\t2']]] },
  'a delimiter of several characters': {
    text: 'a||b\n1|1||2\n',
    options: { delimiter: '||' },
    expected: [[2, ['1|1', '2']]],
  },
  'a delimiter beyond ASCII': {
    text: 'a§b\n1§2\n',
    options: { delimiter: '§' },
    expected: [[2, ['1', '2']]],
  },
  'single quotes': {
    text: `a,b\n'1,''1','"'\n`,
    options: { quote: "'" },
    expected: [[2, ["1,'1", '"']]],
  },
  'marks that are letters': {
    text: 'x1,1x,2\naz\n3,4\n',
    options: { quote: 'x', escape: 'b', comment: 'a', names: ['p', 'q'] },
    expected: [
      [1, ['1,1', '2']],
      [3, ['3', '4']],
    ],
  },
  'no quotes': {
    text: 'a,b\n5" disk,"\n',
    options: { quote: null },
    expected: [[2, ['5" disk', '"']]],
  },
  'a backslash as escape': {
    text: 'a,b\n"1\\"1","\\\\"\n\\,\\"\n',
    options: { escape: '\\' },
    expected: [
      [2, ['1"1', '\\']],
      [3, 'QUOTE_MISPLACED'],
    ],
  },
  comments: {
    text: '# title\na,b\n#1,"2\n1,2 # no\n"#3",4\n#',
    options: { comment: '#' },
    expected: [
      [4, ['1', '2 # no']],
      [5, ['#3', '4']],
    ],
  },
  'comments read as records': { text: 'a,b\n#1,2\n', expected: [[2, ['#1', '2']]] },
  'given names': {
    text: '1,2\n3,4\n',
    options: { names: ['x', 'y'] },
    expected: [
      [1, ['1', '2']],
      [2, ['3', '4']],
    ],
  },
  'given names instead of the header': {
    text: 'a,a\n1,2\n',
    options: { names: ['x', 'y'], header: true },
    expected: [[2, ['1', '2']]],
  },
  'null markers': {
    text: 'a,b\nNULL,"NULL"\n\\N,null\n"""",NULL\n',
    options: { nulls: ['NULL', '\\N'] },
    expected: [
      [2, [null, 'NULL']],
      [3, [null, 'null']],
      [4, ['"', null]],
    ],
  },
  'empty as null': { text: 'a,b\n,""\n', options: { nulls: '' }, expected: [[2, [null, '']]] },
  'null markers with escapes': {
    text: 'a,b\n"\\"\n,NULL",NULL\nNULL,x\n',
    options: { nulls: 'NULL', escape: '\\' },
    expected: [
      [2, ['"\n,NULL', null]],
      [4, [null, 'x']],
    ],
  },
  'a null marker as a name': {
    text: 'NULL,b\n1,NULL\n',
    options: { nulls: 'NULL' },
    expected: [[2, ['1', null]]],
  },
  'a record that is too long': {
    text: `a,b\n1,${'2'.repeat(30)}\n3,4\n`,
    options: { maxRecordBytes: 20 },
    expected: [
      [2, 'RECORD_TOO_LONG'],
      [3, ['3', '4']],
    ],
  },
  'a record of the greatest length': {
    text: `a,b\n1,${'2'.repeat(18)}\r\n"3","${'4'.repeat(15)}"\n`,
    options: { maxRecordBytes: 20 },
    expected: [
      [2, ['1', '2'.repeat(18)]],
      [3, 'RECORD_TOO_LONG'],
    ],
  },
  'comments and blank lines longer than a record': {
    text: `a,b\n${'# "no\n\n'.repeat(30)}#${' '.repeat(200)}\n1,2\n`,
    options: { comment: '#', maxRecordBytes: 20 },
    expected: [[63, ['1', '2']]],
  },
  'a quote not closed within `maxRecordBytes`': {
    text: `a,b\n1,"2\n${'3,4\n'.repeat(40)}5,"6"\n`,
    options: { maxRecordBytes: 20 },
    expected: [
      [2, 'QUOTE_NOT_CLOSED'],
      ...Array.from({ length: 40 }, (_, index) => [index + 3, ['3', '4']] as const),
      [43, ['5', '6']],
    ],
  },
};

it.each(Object.entries(CASES))('%s', async (_, { text, options, expected }) => {
  await writeFile(join(base, 'a.csv'), text);
  const found: [string | undefined, unknown][] = [];
  const { signal } = new AbortController();
  for await (const batch of csv({ path: 'a.csv', base, ...options }).read({ signal })) {
    for (const [index, record] of batch.records.entries()) {
      const what = record instanceof Unreadable ? record.rejected.code : Object.values(record);
      found.push([batch.locate?.(index), what]);
    }
  }
  expect(found).toEqual(expected.map(([line, what]) => [`a.csv:${line}`, what]));
});
