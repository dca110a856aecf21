import { gzipSync } from 'node:zlib';
import { json } from '@rowferry/source-json';
import { describe } from 'vitest';
import { fileSourceConformance, RECORDS } from './file-source.ts';

const content = JSON.stringify({ about: { rows: [] }, data: { rows: RECORDS } }, undefined, 1);
const open = (path: string) => json({ path, records: 'data.rows' });
const placesIn = (path: string) => RECORDS.map((_, n) => `${path} record ${n + 1}`);

describe('json', () => {
  fileSourceConformance({
    content,
    fileName: 'records.json',
    open,
    placesIn,
    aheadBytesMax: 400_000,
  });
});

describe('json, gzip', () => {
  fileSourceConformance({
    content: gzipSync(content, { level: 0 }),
    fileName: 'records.json.gz',
    open,
    placesIn,
    aheadBytesMax: 400_000,
  });
});
