import { gzipSync } from 'node:zlib';
import { jsonl } from '@rowferry/source-jsonl';
import { describe } from 'vitest';
import { fileSourceConformance, RECORDS } from './file-source.ts';

const content = RECORDS.map((record) => `${JSON.stringify(record)}\n`).join('');
const open = (path: string) => jsonl({ path });
const placesIn = (path: string) => RECORDS.map((_, n) => `${path}:${n + 1}`);

describe('jsonl', () => {
  fileSourceConformance({
    content,
    fileName: 'records.jsonl',
    open,
    placesIn,
    aheadBytesMax: 400_000,
  });
});

describe('jsonl, gzip', () => {
  fileSourceConformance({
    content: gzipSync(content, { level: 0 }),
    fileName: 'records.jsonl.gz',
    open,
    placesIn,
    aheadBytesMax: 400_000,
  });
});
