import { gzipSync } from 'node:zlib';
import { csv } from '@rowferry/source-csv';
import { stringify } from 'csv-stringify/sync';
import { describe } from 'vitest';
import { fileSourceConformance, RECORDS } from './file-source.ts';

const content = stringify([...RECORDS], { header: true });
const open = (path: string) => csv({ path });
const placesIn = (path: string) => RECORDS.map((_, n) => `${path}:${n + 2}`);

describe('csv', () => {
  fileSourceConformance({
    content,
    fileName: 'records.csv',
    open,
    fields: ['id', 'name', 'notes'],
    placesIn,
    aheadBytesMax: 400_000,
  });
});

describe('csv, gzip', () => {
  fileSourceConformance({
    content: gzipSync(content, { level: 0 }),
    fileName: 'records.csv.gz',
    open,
    fields: ['id', 'name', 'notes'],
    placesIn,
    aheadBytesMax: 400_000,
  });
});

/** What a spreadsheet writes: a title, records of delimiters only, and cells that are too many. */
const sheet = [
  'sep=;\n"Report of the month\n',
  stringify([...RECORDS], { header: true, delimiter: ';', quoted: true })
    .replaceAll('\n', ';\n')
    .replaceAll(/^"(\d+)"/gm, ' ="$1" ')
    .replaceAll(/\n(?= ="\d+0" )/g, '\n;;\n'),
].join('');

describe('csv, as spreadsheets write it', () => {
  fileSourceConformance({
    content: sheet,
    fileName: 'sheet.csv',
    open: (path) =>
      csv({
        path,
        header: { line: 3 },
        cells: 'pad',
        skipBlankRecords: true,
        blanksAroundQuotes: true,
        excelText: true,
      }),
    fields: ['id', 'name', 'notes'],
    placesIn(path) {
      const lines = sheet
        .split('\n')
        .flatMap((line, index) => (/^ =/.test(line) ? [index + 1] : []));
      return lines.map((line) => `${path}:${line}`);
    },
    aheadBytesMax: 400_000,
  });
});

/** As COPY writes it, in an encoding with several bytes a character. */
const copied = Buffer.concat([
  Buffer.from('id\tname\tnotes\n'),
  ...RECORDS.map(({ id, name, notes }) =>
    Buffer.from(
      `${id}\t${name}\t${notes}\n`.replaceAll('ë', '\x81\x30\x8a\x35').replaceAll('№', '\xa1\xed'),
      'latin1',
    ),
  ),
]);

describe('csv, gzip, as databases write it, in GB 18030', () => {
  fileSourceConformance({
    content: gzipSync(copied, { level: 0 }),
    fileName: 'copied.tsv.gz',
    open: (path) => csv({ path, escape: 'postgres', encoding: 'gb18030' }),
    fields: ['id', 'name', 'notes'],
    placesIn,
    aheadBytesMax: 400_000,
  });
});
