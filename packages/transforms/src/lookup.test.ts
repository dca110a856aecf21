import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin, RunInfo } from '@rowferry/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LookupOptions, lookup } from './lookup.ts';
import { transformed } from './transformed.fixture.ts';

const FILES = {
  'plain.csv': '\ufeffcode,name\n\n49,"Germany, ""DE"""\n33,France\n',
  'plain.json': '[{"code": 49, "name": "Germany"}, {"code": "33", "name": null, "more": 1}]',
  'plain.jsonl': '{"code":"49","name":12345678901234567890}\r\n\n{"code":"33","name":"France"}',
  'twice.csv': 'code,name\n49,secret\n49,secret\n',
  'columns.csv': 'code,name,name\n49,a,b\n',
  'quote.csv': 'code,name\n49,"secret\n',
  'long.csv': 'code,name\n49,secret,secret\n',
  'other.csv': 'code,names\n49,secret\n',
  'null.json': '[{"code":null,"name":"secret"}]',
  'object.json': '{"49":"secret"}',
  'text.json': '["secret"]',
  'cut.json': '[{"secret":',
  'cut.jsonl': '{"code":"49","name":"a"}\n{"secret":',
  'latin.csv': Buffer.from([0x63, 0xe9]),
};

let base: string;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'rowferry-lookup-'));
  for (const [name, content] of Object.entries(FILES)) await writeFile(join(base, name), content);
});
afterAll(() => rm(base, { recursive: true }));

const OPTIONS = { field: 'country', key: 'code', take: { name: 'country_name' } };

async function started(path: string, options: Partial<LookupOptions> = {}): Promise<Plugin> {
  const plugin = lookup({ path, ...OPTIONS, ...options }, { base });
  await plugin.onStart?.({} as RunInfo);
  return plugin;
}

describe('lookup', () => {
  it.each([
    ['plain.csv', 'Germany, "DE"'],
    ['plain.json', 'Germany'],
    ['plain.jsonl', 12345678901234567890n],
  ])('adds fields to a record from %s', async (path, name) => {
    const plugin = await started(path);
    for (const country of ['49', 49, 49n]) {
      expect(transformed(plugin, { country, country_name: 'before' })).toEqual({
        country,
        country_name: name,
      });
    }
  });

  it('adds nulls for null, and for a missing entry only with `missing: fill`', async () => {
    expect(transformed(await started('plain.csv'), { country: null })).toEqual({
      country: null,
      country_name: null,
    });
    for (const country of ['secret', '', {}]) {
      const strict = await started('plain.csv');
      expect(() => transformed(strict, { country })).toThrow(
        /^plain\.csv has no entry for the value of `country`$/,
      );
      const lenient = await started('plain.csv', { missing: 'fill' });
      expect(transformed(lenient, { country })).toEqual({ country, country_name: null });
    }
  });

  it.each([
    ['twice.csv', '`code` of entry 2 of twice.csv occurs in an earlier entry; keep one'],
    ['columns.csv', 'columns.csv has two columns `name`; keep one'],
    ['quote.csv', 'quote.csv is not CSV near line 2 (CSV_QUOTE_NOT_CLOSED)'],
    ['long.csv', 'long.csv is not CSV near line 2 (CSV_RECORD_INCONSISTENT_COLUMNS)'],
    ['other.csv', 'entry 1 of other.csv has no `name`; did you mean `names`?'],
    ['null.json', '`code` of entry 1 of null.json is null, an object or a list'],
    ['object.json', 'object.json is not a JSON array of objects'],
    ['text.json', 'entry 1 of text.json is not an object'],
    ['cut.json', 'cut.json is not JSON'],
    ['cut.jsonl', 'cut.jsonl:2 is not JSON'],
    ['latin.csv', 'latin.csv is not UTF-8; convert it'],
  ])('reports what is wrong with %s, without quoting a value', async (path, message) => {
    const failure = await started(path).catch((error: unknown) => error);
    expect(failure).toMatchObject({ message });
  });

  it('reports that a file is missing, or larger than `maxBytes`', async () => {
    await expect(started('absent.csv')).rejects.toThrow('absent.csv cannot be read (ENOENT)');
    await expect(started('plain.csv', { maxBytes: 10 })).rejects.toThrow(
      /^plain\.csv has \d+ bytes, but at most 10 are kept in memory \(maxBytes\)/,
    );
  });

  it('throws for a file of another kind', () => {
    expect(() => lookup({ ...OPTIONS, path: 'a.xlsx' })).toThrow(
      'lookup: `path`: expected a file that ends in .csv, .jsonl, .ndjson, .json',
    );
  });
});
