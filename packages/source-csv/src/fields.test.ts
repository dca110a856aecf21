import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { stringifyExact, Unreadable } from '@rowferry/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { csv } from './csv.ts';
import type { CsvOptions } from './options.ts';

let base = '';
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'rowferry-csv-'));
});
afterEach(() => rm(base, { recursive: true }));

const { signal } = new AbortController();
const write = (name: string, content: string | Buffer) => writeFile(join(base, name), content);
const fieldsOf = (options: CsvOptions) => csv({ base, ...options }).fields?.({ signal });

describe('the fields', () => {
  const TEXT = 'vin;Märke \n1;Volvo\n';

  it.each<[string, string | Buffer, Partial<CsvOptions>, string[]]>([
    ['UTF-8', TEXT, {}, ['vin', 'Märke ']],
    ['UTF-8 with a byte order mark', `\ufeff${TEXT}`, {}, ['vin', 'Märke ']],
    ['UTF-8 with two byte order marks', `\ufeff\ufeff${TEXT}`, {}, ['\ufeffvin', 'Märke ']],
    ['UTF-16', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), {}, ['vin', 'Märke ']],
    ['Latin-1', Buffer.from(TEXT, 'latin1'), { encoding: 'latin1' }, ['vin', 'Märke ']],
    ['gzip', gzipSync(TEXT), {}, ['vin', 'Märke ']],
    ['no records', 'vin;brand\n', {}, ['vin', 'brand']],
    ['quotes and a comment', '#x\n"v;""in";\n', { comment: '#' }, ['v;"in', 'column 2']],
    ['names of its own', TEXT, { names: ['a', 'b'] }, ['a', 'b']],
    ['names in place of its own', TEXT, { names: ['a', 'b'], header: true }, ['a', 'b']],
  ])('of a file with %s are those of its records', async (_, content, options, fields) => {
    await write('a.csv', content);
    expect(await fieldsOf({ path: 'a.csv', delimiter: ';', ...options })).toEqual(fields);
  });

  it('are those of the first file that is not empty, which alone is opened', async () => {
    await write('a.csv', '');
    await write('b.csv', '\n\n');
    await write('c.csv', 'vin,brand\n');
    await write('d.csv', Buffer.from([0x1f, 0x8b, 0]));
    expect(await fieldsOf({ path: '*.csv' })).toEqual(['vin', 'brand']);
  });

  it('are not known if all files are empty, or the first can be read only once', async () => {
    await write('a.csv', '');
    await write('b.csv', 'vin\n');
    expect(await fieldsOf({ path: 'a.csv' })).toBeUndefined();
    expect(await fieldsOf({ path: ['-', 'b.csv'] })).toBeUndefined();
    execFileSync('mkfifo', [join(base, 'pipe')]);
    expect(await fieldsOf({ path: ['a.csv', 'pipe', 'b.csv'] })).toBeUndefined();
  });

  it.each([
    ['a.csv does not exist', undefined],
    ['have the same name', 'vin,vin\n'],
    ['the header is one column that contains a semicolon', 'vin;brand\n'],
    ['has only a header, without a line end', 'vin'],
  ])('fail as the read does: %s', async (message, content) => {
    if (content !== undefined) await write('a.csv', content);
    await expect(fieldsOf({ path: 'a.csv' })).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      message: expect.stringContaining(message) as string,
    });
  });

  it('are not read after an abort', async () => {
    await write('a.csv', 'vin\n');
    const reason = new Error('enough');
    const fields = csv({ path: 'a.csv', base }).fields?.({ signal: AbortSignal.abort(reason) });
    await expect(fields).rejects.toBe(reason);
  });
});

describe('cells that are JSON', () => {
  async function recordsOf(content: string, options: Partial<CsvOptions>): Promise<unknown[]> {
    await write('a.csv', content);
    const found: unknown[] = [];
    for await (const { records } of csv({ path: 'a.csv', base, ...options }).read({ signal })) {
      for (const record of records) {
        found.push(record instanceof Unreadable ? record.rejected : stringifyExact(record));
      }
    }
    return found;
  }

  it('become their values, digit for digit, and null if they are empty', async () => {
    const content = `id,meta
1,"{""color"":""red"",""n"":[9007199254740993,0.1000000000000000000001]}"
2,
3,null
4,7
5,NULL
`;
    expect(await recordsOf(content, { json: ['meta'], nulls: 'NULL' })).toEqual([
      '{"id":"1","meta":{"color":"red","n":[9007199254740993,0.1000000000000000000001]}}',
      '{"id":"2","meta":null}',
      '{"id":"3","meta":null}',
      '{"id":"4","meta":7}',
      '{"id":"5","meta":null}',
    ]);
  });

  it('are one rejection each if they are not JSON, which does not quote them', async () => {
    const deep = `${'['.repeat(1001)}${']'.repeat(1001)}`;
    const content = `id,meta\n1,{color: red}\n2,"{""a"":1}"\n3,${deep}\n`;
    expect(await recordsOf(content, { json: 'meta' })).toEqual([
      { code: 'TEXT_NOT_JSON', message: 'the cell of `meta` is not JSON' },
      '{"id":"2","meta":{"a":1}}',
      {
        code: 'TEXT_NOT_JSON',
        message: 'the cell of `meta` is nested deeper than 1000 objects and arrays',
      },
    ]);
  });

  it('may be in a column of any name', async () => {
    const [record] = await recordsOf('__proto__,b\n"{""a"":1}",x\n', { json: ['__proto__'] });
    expect(record).toBe('{"__proto__":{"a":1},"b":"x"}');
  });

  it('are in columns that exist', async () => {
    const error = { code: 'SOURCE_FAILED', message: expect.stringContaining('`mta`') as string };
    await expect(recordsOf('id,meta\n1,{}\n', { json: ['mta'] })).rejects.toMatchObject(error);
    await expect(fieldsOf({ path: 'a.csv', json: ['mta'] })).rejects.toThrow(
      'a.csv:1: `json` names `mta`, which is not a column; did you mean `meta`?',
    );
    expect(() => csv({ path: 'a.csv', names: ['id'], json: ['meta'] })).toThrow(
      'csv: `json`: it names a column that is not among `names`',
    );
  });
});
