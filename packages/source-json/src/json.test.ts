import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Batch, Unreadable } from '@rowferry/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JsonOptions, json } from './json.ts';

let base = '';
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'rowferry-json-'));
});
afterEach(() => rm(base, { recursive: true }));

const { signal } = new AbortController();

function write(name: string, content: string | Buffer): Promise<void> {
  return writeFile(join(base, name), content);
}

/** What a read yields until it ends or fails. */
interface Outcome {
  readonly batches: readonly Batch[];
  readonly records: readonly unknown[];
  /** The code and the message of the failure. */
  readonly failure?: string;
}

async function read(options: JsonOptions, checkpoint?: unknown): Promise<Outcome> {
  const batches: Batch[] = [];
  const outcome = () => ({ batches, records: batches.flatMap((batch) => batch.records) });
  try {
    for await (const batch of json({ base, ...options }).read({ signal, checkpoint })) {
      batches.push(batch);
    }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return { ...outcome(), failure: `${error.code}: ${error.message}` };
  }
  return outcome();
}

async function readText(text: string | Buffer, options: Partial<JsonOptions> = {}) {
  await write('a.json', text);
  return await read({ path: 'a.json', ...options });
}

describe('a document', () => {
  it.each([
    ['{"d":{"items":[{"n":1},{"n":2}],"items":[{"n":3}]}}'],
    ['{"d":{"items":[{"n":1},{"n":2}],"x":[{"items":[1]}],"items":null}}'],
    ['{"d":{"items":[{"n":1},{"n":2}]},"e":{"d":1},"d":{"items":[{"n":3}]}}'],
  ])('that names its records twice fails behind the first ones: %s', async (text) => {
    const found = await readText(text, { records: 'd.items' });
    expect(found.records).toEqual([{ n: 1 }, { n: 2 }]);
    expect(found.failure).toBe(
      'SOURCE_FAILED: a.json is not JSON: it has the name of the records twice, after record 2; correct it, or fetch it again',
    );
    const [first] = found.batches;
    const again = await read({ path: 'a.json', records: 'd.items' }, first?.checkpoint);
    expect(again.failure).toBe(found.failure);
  });

  it('may have names like those on the path elsewhere', async () => {
    const text =
      '{"items":[1],"x":{"d":{"items":[2]}},"d":{"y":{"items":1},"items":[{"n":1}],"z":{"items":[3],"d":4},"s":"items"},"items":[5]}';
    const found = await readText(text, { records: 'd.items' });
    expect(found).toMatchObject({ records: [{ n: 1 }] });
    expect(found.failure).toBeUndefined();
  });

  it('that breaks off anywhere yields the records before, and fails', async () => {
    const text = '{"n":12.5e3,"d":{"items":[{"a":"ü\\u00e9\\n"},{"b":[true,null]}]}} ';
    const records = [{ a: 'üé\n' }, { b: [true, null] }];
    const bytes = Buffer.from(text);
    for (let length = 1; length < bytes.length - 1; length += 1) {
      const found = await readText(bytes.subarray(0, length), { records: 'd.items' });
      expect(found.records).toEqual(records.slice(0, found.records.length));
      expect(found.failure).toMatch(
        /^SOURCE_FAILED: a\.json breaks off (before any record|after record [12]): it is truncated, or/,
      );
      const after = /after record (\d)/.exec(found.failure ?? '')?.[1] ?? 0;
      expect(found.records).toHaveLength(Number(after));
    }
    expect(await readText(bytes, { records: 'd.items' })).toMatchObject({ records });
  });

  it.each<[string, number, RegExp]>([
    ['[{"a":1}{"a":2}]', 1, /it lacks a comma, after record 1; correct it/],
    ['[{"a":1},]', 1, /it has a comma too many, after record 1/],
    ['[,{"a":1}]', 0, /it has a comma too many, before any record/],
    ['[{"a":1},,{}]', 1, /a comma too many/],
    ['[{"a":1}}', 1, /it has a wrong bracket/],
    ['[{"a":1}]]', 1, /it has a wrong bracket/],
    [
      '[{"a":1}] "secret"',
      1,
      /it continues after its end, .*; if each line is one record, .*jsonl/,
    ],
    ['[{"a":1}]\n[{"a":2}]', 1, /it continues after its end/],
    ['[{"a":1},{"secret":[1}],{"a":2}]', 1, /it has a record with wrong brackets, commas, colons/],
    ['[{"a":1},{secret:1},{"a":2}]', 1, /it has a record with wrong brackets/],
    ['[{"a":1},{"a":"secret, "b":x"},{"a":2}]', 1, /it has a record with wrong brackets/],
    ['[{"a":1},{"a":"\uFFFD","secret" 1},{}]', 1, /it has a record with wrong brackets/],
  ])('%j is not JSON, which ends the read after the records before', async (text, count, why) => {
    const { records, failure } = await readText(text);
    expect(records).toEqual([{ a: 1 }].slice(0, count));
    expect(failure).toMatch(/^SOURCE_FAILED: a\.json is not JSON: /);
    expect(failure).toMatch(why);
    expect(failure).not.toContain('secret');
  });

  it('that continues or breaks off behind its records fails behind them, on a restart too', async () => {
    for (const [text, why] of [
      ['{"a":[{"a":1}, {"a":2} ]} x', /continues after its end, after record 2/],
      ['{"a":[{"a":1}, {"a":2} ], "b": [', /breaks off after record 2/],
      ['{"a":[{"a":1}, {"a":2}, {"a":3', /breaks off after record 2/],
      [
        '{"a":[{"a":1}, {"a":2}, {"a":"3}]}',
        /breaks off after record 2: .* a quote or a bracket is/,
      ],
    ] as const) {
      const whole = await readText(text, { records: 'a' });
      expect(whole.records).toEqual([{ a: 1 }, { a: 2 }]);
      expect(whole.failure).toMatch(why);
      const checkpoint = whole.batches.at(-1)?.checkpoint;
      expect(checkpoint).toEqual({ file: 'a.json', index: 0, offset: 22, line: 0, records: 2 });
      const rest = await read({ path: 'a.json', records: 'a' }, checkpoint);
      expect(rest).toEqual({ batches: [], records: [], failure: whole.failure });
    }
  });

  it.each<[string, string | undefined, RegExp]>([
    [
      '{"items":null}',
      'items',
      /^SOURCE_FAILED: a\.json has no array at `items`; correct `records`/,
    ],
    ['{"items":{"a":[]}}', 'items', /no array at `items`/],
    ['{"data":{"items":[]}}', 'items', /no array at `items`/],
    ['[{"items":[]}]', 'items', /is an array, and not an object with `items`; omit `records`/],
    ['{"items":[]}', undefined, /begins with an object instead of an array; set `records` .*jsonl/],
    ['"items"', undefined, /begins with neither/],
    ['id,name\n1,a\n', 'items', /begins with neither/],
    ['', undefined, /^SOURCE_FAILED: a\.json is empty; /],
    ['\uFEFF \n', 'items', /is empty/],
    ['{"a":1}\n{"a":2}\n', undefined, /is JSON Lines instead of one document; .*jsonl/],
    ['{"a":1}\n{"a":2}\n', 'items', /is JSON Lines/],
    ['<html>', undefined, /is HTML or XML instead of JSON/],
  ])('%j without the array at %j fails before any record', async (text, records, why) => {
    const found = await readText(text, { records });
    expect(found.records).toEqual([]);
    expect(found.failure).toMatch(why);
    await write('a.json', gzipSync(text));
    expect(await read({ path: 'a.json', records })).toEqual(found);
  });

  it.each<[string, string, string]>([
    ['{"items":null}', 'items', ': there is null'],
    [
      '{"items":"secret","r":{"rows":[{"a":"secret"}]}}',
      'items',
      ': there is a text, and an array of objects is at `r.rows`',
    ],
    [
      '{"a":[{}],"b":{"c":[{}]},"d":[1]}',
      'r',
      ': there is nothing, and arrays of objects are at `a`, `b.c`',
    ],
    ['{"a":[{"r":[{}]}]}', 'a.r', ': there is nothing, and an array of objects is at `a`'],
    ['{"me@secret":[{}]}', 'r', ': there is nothing'],
    ['{"a":[{}],"b":[{}],"c":[{}],"d":[{}]}', 'r', ': there is nothing'],
    [`{"a":[{}],"x":"${'x'.repeat(70_000)}"}`, 'r', ': an array of objects is at `a`'],
    [`{"x":"${'x'.repeat(70_000)}","a":[{}]}`, 'r', ''],
  ])('%j without an array at %j says what there is', async (text, records, there) => {
    const failure = `SOURCE_FAILED: a.json has no array at \`${records}\`; correct \`records\`${there}`;
    expect(await readText(text, { records })).toMatchObject({ records: [], failure });
  });

  it('may have an empty array, and blanks of any length before it', async () => {
    expect(await readText('[]')).toEqual({ batches: [], records: [] });
    const { records } = await readText(`${' '.repeat(300_000)}[{"a":1}]\n\n`);
    expect(records).toEqual([{ a: 1 }]);
    expect((await readText(' '.repeat(300_000))).failure).toMatch(/is empty/);
  });
});

describe('a record', () => {
  it('that cannot be read is rejected with a code, and never quoted', async () => {
    const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    const texts = [
      ...['7', '"secret"', '{"secret":NaN}', '{"secret":"\n"}', nested(1000), nested(1001)],
      `{"secret":"${'x'.repeat(5000)}"}`,
      '{"secret":"\x00"}',
    ];
    const bytes = Buffer.from(`[${texts.join(' ,\n')} ]`);
    bytes.writeUInt8(0xe4, bytes.lastIndexOf(0));
    const { records, failure } = await readText(bytes, { maxRecordBytes: 4000 });
    expect(failure).toBeUndefined();
    expect(
      records.map((one) => (one instanceof Unreadable ? Object.values(one.rejected) : 'record')),
    ).toEqual([
      ['RECORD_NOT_OBJECT', 'the record is a number instead of an object'],
      ['RECORD_NOT_OBJECT', 'the record is a string instead of an object'],
      [
        'RECORD_NOT_JSON',
        expect.stringMatching(/^the record is not JSON: it has a word such as NaN/),
      ],
      ['RECORD_NOT_JSON', expect.stringMatching(/^the record is not JSON/)],
      'record',
      ['RECORD_TOO_DEEP', 'the record is nested deeper than 1000 objects and arrays'],
      ['RECORD_TOO_LARGE', 'the record is longer than 4000 bytes (maxRecordBytes)'],
      ['RECORD_NOT_UTF8', 'the record is not valid UTF-8; convert it to UTF-8'],
    ]);
  });

  it('before one that ends the read is not skipped by a resume', async () => {
    const { batches, records } = await readText('[{"a":1},{"a":[1}],{"a":2}]');
    expect(records).toEqual([{ a: 1 }]);
    await write('a.json', '[{"a":1},{"a":[1]},{"a":2}]');
    const rest = await read({ path: 'a.json' }, batches.at(-1)?.checkpoint);
    expect(rest.records).toEqual([{ a: [1] }, { a: 2 }]);
    expect(rest.batches[0]?.locate?.(0)).toBe('a.json record 2');
  });

  it('that is too long, and what is outside the array, takes constant memory', async () => {
    const blockBytes = 1024 * 1024;
    const long = `"${'[{"'.repeat(blockBytes).slice(0, blockBytes).replaceAll('"', "'")}"`;
    const many = `[${`${long},`.repeat(100)}1]`;
    await write('a.json', gzipSync(`{"b":${many},"a":[{"a":${many}},{"a":2}],"c":${many}}`));
    const before = process.memoryUsage().arrayBuffers;
    let mostBytes = 0;
    const options = { path: 'a.json', base, records: 'a', maxRecordBytes: 2 * blockBytes };
    const found: unknown[] = [];
    for await (const { records } of json(options).read({ signal })) {
      found.push(...records);
      mostBytes = Math.max(mostBytes, process.memoryUsage().arrayBuffers - before);
    }
    expect(found).toEqual([expect.any(Unreadable), { a: 2 }]);
    expect(mostBytes).toBeLessThan(50 * blockBytes);
  });
});

describe('a checkpoint', () => {
  it.each(['plain', 'gzip'])('that no longer fits its %s file fails', async (form) => {
    const bytes = (text: string) => (form === 'gzip' ? gzipSync(text) : Buffer.from(text));
    await write('a.json', bytes('{"a":[{"a":1},{"a":2}]}'));
    const options = { path: 'a.json', records: 'a' };
    const { batches } = await read(options);
    const checkpoint = batches[0]?.checkpoint;
    expect(checkpoint).toEqual({ file: 'a.json', index: 0, offset: 21, line: 0, records: 2 });
    for (const text of [
      '{"a":[{"a":1}',
      '{"a":null,"b":[{"a":2}]}',
      '{"a":[{"a":1},{"a":"12345"}]}',
      '{"a":',
    ]) {
      await write('a.json', bytes(text));
      const { failure, records } = await read(options, checkpoint);
      expect(records).toEqual([]);
      expect(failure).toMatch(/^SOURCE_CHANGED: a\.json has changed since the checkpoint/);
    }
    await write('a.json', bytes('{"a":[{"a":1},{"a":2},{"a":3}]}'));
    expect((await read(options, checkpoint)).records).toEqual([{ a: 3 }]);
    const { failure } = await read({ path: ['b.json', 'a.json'], records: 'a' }, checkpoint);
    expect(failure).toMatch(/b\.json does not exist/);
  });
});

describe('options', () => {
  it('throw a TypeError at once if they are invalid', () => {
    const misspelt = { path: 'a.json', record: 'a' };
    expect(() => json(misspelt)).toThrow(
      new TypeError('json: unknown key `record`; did you mean `records`?'),
    );
    expect(() => json({ path: [] })).toThrow(/^json: `path`: /);
    expect(() => json({ path: 'a', maxRecordBytes: 0 })).toThrow(TypeError);
  });

  it('decide the records, however they are written', async () => {
    await write('a.json', '[]');
    const [one, same] = [json({ path: './a.json', base }), json({ path: ['a.json'], base })];
    expect(one.decides).toEqual(same.decides);
    expect(json({ path: 'a.json', base, records: 'a' }).decides).not.toEqual(one.decides);
    expect(await one.identity?.({ signal })).toBe(await same.identity?.({ signal }));
  });
});
