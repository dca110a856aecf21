import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectFormat } from './expected-format.ts';
import type { Format } from './finding.ts';

const FORMATS = ['csv', 'json', 'jsonl'] as const;

async function* blocksOf(bytes: Buffer, blockBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += blockBytes) {
    yield bytes.subarray(at, at + blockBytes);
  }
}

/** The message of the refusal; `undefined` if all bytes were passed on unchanged. */
async function refusal(
  format: Format,
  content: string | Buffer,
  blockBytes = 7,
): Promise<string | undefined> {
  const bytes = Buffer.from(content);
  const passed: Buffer[] = [];
  try {
    for await (const block of expectFormat(format, blocksOf(bytes, blockBytes), 'x')) {
      passed.push(block);
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'SOURCE_FAILED' });
    expect(passed).toEqual([]);
    return error instanceof Error ? error.message : undefined;
  }
  expect(Buffer.concat(passed)).toEqual(bytes);
  return undefined;
}

const base64 = (text: string) => Buffer.from(text, 'base64');
const wide = (text: string) => Buffer.from(text, 'utf16le');

/** A file with one entry, as `tar` writes it. */
function tar(name: string, text: string): Buffer {
  const bytes = Buffer.alloc(1024);
  bytes.write(name, 0);
  bytes.write('0000644\0', 100);
  bytes.write('ustar\x0000', 257);
  bytes.write(text, 512);
  return bytes;
}

describe('a file that is not text is named, whatever the blocks, and even if its first byte is awaited', () => {
  it.each<[string, RegExp, Buffer]>([
    ['ZIP', /^x is a ZIP archive or a workbook, .*; unpack it/, base64('UEsDBBQAAAAIAB2NfV3LO8jX')],
    ['an empty ZIP', /ZIP/, Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1')],
    ['zstd', /^x is compressed with zstd, .* `zstd -d`$/, base64('KLUv/QRYQQAAaWQKMQpehuD3')],
    ['bzip2', /bzip2/, base64('QlpoOTFBWSZTWWi8hVYAAALAAAAQCA==')],
    ['empty bzip2', /bzip2/, base64('QlpoORdyRThQkAAAAAA=')],
    ['xz', /xz/, base64('/Td6WFoAAATm1rRGBMAJBQ==')],
    ['lz4', /lz4/, base64('BCJNGGRApwUAAIBpZAoxCg==')],
    ['gzip twice', /gzip twice/, gzipSync('id\n1\n')],
    ['7-Zip', /7-Zip/, base64('N3q8ryccAAQ=')],
    ['an old workbook', /Office/, base64('0M8R4KGxGuEAAAAA')],
    ['Parquet', /Parquet/, Buffer.from('PAR1\x15\x04\x15\x10')],
    ['SQLite', /SQLite/, Buffer.from('SQLite format 3\0\x10\0')],
    ['a tar archive', /tar archive/, tar('export/vehicles.csv', 'id\n1\n')],
    ['UTF-32', /UTF-32/, Buffer.from([0xff, 0xfe, 0, 0, 0x69, 0, 0, 0])],
  ])('%s', async (_, message, bytes) => {
    for (const format of FORMATS) {
      for (const blockBytes of [1, 2, 5, 10_000]) {
        expect(await refusal(format, bytes, blockBytes)).toMatch(message);
      }
    }
  });
});

it.each<[string, Buffer]>([
  ['UTF-16LE', wide('{"a":1}\n')],
  ['UTF-16BE', wide('{"a":1}\n').swap16()],
  ['UTF-16', wide('\uFEFF[{"a":1}]')],
  ['UTF-16', wide('\uFEFF[{"a":1}]').swap16()],
  ['UTF-32LE', Buffer.from('{\0\0\0"\0\0\0')],
  ['UTF-32BE', Buffer.from('\0\0\0{\0\0\0"')],
])('JSON is not %s, and csv sees to its encodings', async (encoding, bytes) => {
  for (const blockBytes of [1, 3, 100]) {
    for (const format of ['json', 'jsonl'] as const) {
      const message = await refusal(format, bytes, blockBytes);
      expect(message).toMatch(
        new RegExp(`^x is ${encoding}, and JSON.* is UTF-8; .*-f ${encoding} `),
      );
    }
    expect(await refusal('csv', bytes, blockBytes)).toBeUndefined();
  }
});

describe('HTML and XML', () => {
  it.each([
    '<!DOCTYPE html>\n<html>\n',
    '\uFEFF\r\n  <!doctype HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">\n',
    '<html>\n<head>',
    '<HTML lang="en"><body>',
    '<!-- saved from url=(0014)about:internet -->\n<html lang="de">\n<head>',
    '<?xml version="1.0"?>\n<rows><row/></rows>',
    '<html><head><title>Sign in</title></head></html>',
  ])('%j are named', async (text) => {
    for (const format of FORMATS) {
      expect(await refusal(format, text)).toMatch(/^x is HTML or XML instead of .*; look at it/);
      expect(await refusal(format, `${text}${'x'.repeat(5000)}`)).toMatch(/HTML or XML/);
    }
  });
});

it.each([
  'PK,NAME\n1,a\n',
  'PK\n1\n',
  'P',
  'BZh9,b\n1,2\n',
  'PAR1,PAR2\n1,2\n',
  'Obj,b\n',
  'Rar!,b\n',
  'SQLite format 3,b\n1,2\n',
  '%PDF,b\n',
  '<DATE>,<TIME>,<OPEN>\n1,2,3\n',
  '<TICKER>\n<A>\n',
  '<html>,<css>\na,b\n',
  '<html_id>;<b>\n1;2\n',
  '<',
  '[id],[name]\n1,a\n',
  '[\n{\n',
  '{"a":1}\n{"a":2}\n',
  '[{"a":1},{"a":2}]',
  '"a","b"\n1,2\n',
  'ustar,b\n',
  `${'x'.repeat(257)}ustar,b\n`,
  '\uFEFFid\n',
  '',
  '\n',
])('the table %j is none of these', async (text) => {
  for (const blockBytes of [1, 4, 10_000]) {
    expect(await refusal('csv', text, blockBytes)).toBeUndefined();
  }
});

const blockBytes = fc.constantFrom(1, 3, 64, 1_000_000);
const record = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), {
  maxKeys: 4,
});
const blanks = fc.constantFrom('', '\uFEFF', '\n', '\uFEFF \r\n\n\t');

it('any text in columns is a table, unless it is HTML or XML', async () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom('PK', '<', '<html', '[', '{', '{"a":1}', '%PDF', 'ustar'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { minLength: 1 }), blockBytes, async (cells, size) => {
      const text = `${cells.join(',')}\n1\n`;
      fc.pre(!/^\s*<(?:\?xml|!doctype|html|!--)/i.test(text));
      expect(await refusal('csv', text, size)).toBeUndefined();
    }),
  );
});

it('JSON Lines are read as such, and named where one document is expected', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 2, maxLength: 4 }),
      fc.constantFrom('\n', '\r\n', '\n\n'),
      fc.tuple(blanks, blockBytes),
      async (records, end, [before, size]) => {
        const text = before + records.map((one) => JSON.stringify(one) + end).join('');
        expect(await refusal('jsonl', text, size)).toBeUndefined();
        expect(await refusal('json', text, size)).toMatch(/^x is JSON Lines .*`use: jsonl`$/);
      },
    ),
  );
});

it('a document is read as such, and named where JSON Lines are expected', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 4 }),
      fc.constantFrom('lines', 'commas first', 0, 2, '\t'),
      fc.tuple(blanks, blockBytes, fc.boolean()),
      async (records, style, [before, size, isWithin]) => {
        const lines = records.map((one) => JSON.stringify(one));
        let text = JSON.stringify(records, undefined, typeof style === 'number' ? style : '\t');
        if (style === 'lines') text = `[\n${lines.join(',\n')}\n]\n`;
        if (style === 'commas first') text = `[${lines.join('\n,')}]`;
        if (isWithin) text = `{\n"items":${text}}`;
        expect(await refusal('json', before + text, size)).toBeUndefined();
        expect(await refusal('jsonl', before + text, size)).toMatch(
          isWithin ? /^x is JSON that goes over several lines/ : /^x is one JSON array/,
        );
      },
    ),
  );
});

it('a long document is named by its beginning', async () => {
  const row = `{"text":"${'x],{'.repeat(1000)}","number":NaN}`;
  for (const text of [
    `[${`${row},\n`.repeat(50)}${row}]`,
    `[${`${row},`.repeat(50)}${row}]\n`,
    `[\n  ${row},\n  {"a":`,
    `[${row}`,
  ]) {
    expect(await refusal('jsonl', text, 10_000)).toMatch(/^x is one JSON array/);
  }
  expect(await refusal('jsonl', `{"items":\n[${`${row},\n`.repeat(50)}`)).toMatch(/several lines/);
});

it.each([
  '{"a":\n{"a":2}\n',
  '{"a":1,\n{"a":2}\n{"a":3}\n',
  '[1,2]\n{"a":1}\n',
  '[1,\n{"a":1}\n{"a":2}\n',
  '[1,2]\n[3,4]\n',
  'null\n{}\n',
  '{"items":[{"a":1}]}',
  '{"a":',
  '{"a":NaN}\n{"a":1}\n',
  '{',
  '\0\0\0\0\0\0{"a":1}\n',
  `{"a":"${'x'.repeat(100_000)}"}\n{"a":1}\n`,
  `{"a":"${'x'.repeat(100_000)}`,
])('the bad line in %j is a rejection, and no reason to stop', async (text) => {
  for (const size of [1000, 100_000]) expect(await refusal('jsonl', text, size)).toBeUndefined();
});

describe('JSON in another form is no JSON Lines, and nothing of it is read', () => {
  const pretty = (value: unknown) => JSON.stringify(value, undefined, 2);
  it.each<[string, string, RegExp]>([
    [
      'objects over lines',
      `${pretty({ a: 1 })}\n${pretty({ b: [{}, { c: 1 }] })}\n`,
      /`jq -c \.`$/,
    ],
    ['without a break between them', pretty({ a: { b: 1 } }).repeat(3), /`jq -c \.`$/],
    ['with a good line below', `${pretty({ a: [{ b: 1 }] })}\n{"c":1}\n`, /`jq -c \.`$/],
    ['the last one unfinished', `${pretty({ a: 1 })}\n{\n  "b": [\n    {"c":1}\n`, /`jq -c \.`$/],
    ['documents with arrays', '{"i":\n[{"a":1}]\n}\n{"i":\n[{"a":2}]\n}\n', /`jq -c \.`$/],
    ['arrays', '[\n{"a":1}\n]\n[\n{"a":3},\n{"a":4}\n]\n', /one JSON document after .*'\.\[\]'`$/],
    ['commas', '{"a":1},\r\n{"a":2},\r\n{"a":3}\r\n', /has a comma behind the object on each/],
    ['a script', 'var x = [\n{"a":1},\n{"a":2}\n];\n', /has the elements of an array on its lines/],
    ['a call', 'cb([\n{"a":1},\n{"a":2}\n])\n', /has the elements of an array on its lines/],
    ['a comment', '// all\n[\n{"a":1},\n{"a":2}\n]\n', /has the elements of an array on its lines/],
    ['a comment inside', '[ // all\n{"a":1},\n{"a":2}\n]\n', /has the elements of an array on its/],
  ])('%s', async (_, text, message) => {
    for (const size of [1, 100, 100_000])
      expect(await refusal('jsonl', text, size)).toMatch(message);
    expect(await refusal('jsonl', `\uFEFF\n${text}`)).toMatch(message);
  });
});

it('a long sequence of documents is named by its beginning', async () => {
  const one = JSON.stringify({ a: [{ b: 'x'.repeat(1000) }] }, undefined, 2);
  const text = `${one}\n`.repeat(100);
  expect(await refusal('jsonl', text, 10_000)).toMatch(/one JSON document after another/);
  const commas = '{"a":1},\n'.repeat(10_000);
  expect(await refusal('jsonl', commas, 10_000)).toMatch(/has a comma behind/);
});

it('bad lines are rejections while as many lines are objects, wherever they are', async () => {
  const bad = fc.constantFrom('{"a":1},', '[', '{', '"b": 1', '{"a":"one', 'x y', '// z', '}');
  const lines = fc
    .array(
      record.map((one) => JSON.stringify(one)),
      { minLength: 1, maxLength: 5 },
    )
    .chain((good) =>
      fc
        .array(bad, { maxLength: good.length })
        .chain((some) =>
          fc.shuffledSubarray([...good, ...some], { minLength: good.length + some.length }),
        ),
    );
  await fc.assert(
    fc.asyncProperty(lines, blockBytes, fc.boolean(), async (all, size, isClosed) => {
      // An array that is not closed is one that was cut off.
      fc.pre(!all[0]?.startsWith('['));
      const text = all.join('\n') + (isClosed ? '\n' : '');
      expect(await refusal('jsonl', text, size)).toBeUndefined();
    }),
  );
});

it.each([
  '{"items":[{"a":1}]}\n',
  '{"items":\n[{"a":1}]}\n',
  '{"a":1}\n[',
  '[1,2]\n[3,4]\n',
  '',
  ' ',
])('%j is not JSON Lines', async (text) => {
  expect(await refusal('json', text)).toBeUndefined();
});

it('does not wait for more than it needs', async () => {
  for (const [format, text] of [
    ['jsonl', '{"a":1}\n'],
    ['jsonl', '{"a":1}\r\n{"a"'],
    ['json', '[{"a":1},{"a"'],
    ['csv', 'id\n1\n'],
  ] as const) {
    const waiting = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from(text);
      throw new Error('asked for more');
    };
    const blocks = expectFormat(format, waiting(), 'x');
    expect(await blocks.next()).toEqual({ done: false, value: Buffer.from(text) });
    await expect(blocks.next()).rejects.toThrow('asked for more');
  }
});

it('closes the blocks when it refuses, and when its consumer stops early', async () => {
  for (const text of ['<html>', '[1,2]']) {
    let closed = 0;
    const blocks = async function* (): AsyncGenerator<Buffer> {
      try {
        yield Buffer.from(text);
      } finally {
        closed += 1;
      }
    };
    const reading = async () => {
      for await (const _ of expectFormat('json', blocks(), 'x')) break;
    };
    await reading().catch(() => {});
    expect(closed).toBe(1);
  }
});
