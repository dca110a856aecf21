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
