import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFiles } from './reading.ts';

let base = '';
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'rowferry-files-'));
});
afterAll(() => rm(base, { recursive: true }));

const { signal } = new AbortController();

/** The bytes from `offset` on, or the error of reading them. */
async function restOf(offset: number, lineEnd: Buffer, blockBytes: number): Promise<unknown> {
  const blocks: Buffer[] = [];
  const checkpoint = { file: 'a', index: 0, offset, line: 0 };
  const read = readFiles(
    { paths: ['a'], base, blockBytes },
    { signal, checkpoint },
    async function* ({ place, open }) {
      for await (const block of open(place.offset, [lineEnd])) blocks.push(block);
      yield { records: [], lineNumbers: [] };
    },
  );
  try {
    for await (const _ of read);
  } catch (error) {
    return error;
  }
  return Buffer.concat(blocks);
}

it('restarts after a line end, whatever its bytes, and nowhere else', async () => {
  const lineEnd = fc.constantFrom(...['\n', '\r\n', '\u2028'].map((end) => Buffer.from(end)));
  const wide = fc.constant(Buffer.from('\n', 'utf16le'));
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(lineEnd, wide),
      fc.array(fc.stringMatching(/^[ab]{1,4}$/), { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 9 }),
      async (end, lines, isGzip, blockBytes) => {
        const bytes = Buffer.concat(lines.flatMap((line) => [Buffer.from(line), end]));
        await writeFile(join(base, 'a'), isGzip ? gzipSync(bytes) : bytes);
        for (let offset = 0; offset <= bytes.length + 1; offset += 1) {
          const rest = await restOf(offset, end, blockBytes);
          const before = bytes.subarray(0, offset);
          const isLineEnd =
            offset === 0 ||
            before.subarray(-end.length).equals(end) ||
            bytes.subarray(offset, offset + end.length).equals(end);
          if (offset <= bytes.length && isLineEnd) expect(rest).toEqual(bytes.subarray(offset));
          else expect(rest).toMatchObject({ code: 'SOURCE_CHANGED' });
        }
      },
    ),
    { numRuns: 40 },
  );
});

/** The content of `path`, or the error of reading it. */
async function contentOf(path: string): Promise<unknown> {
  const found: Buffer[] = [];
  const read = readFiles({ paths: [path], base }, { signal }, async function* ({ open }) {
    found.push(await buffer(open(0, [])));
    yield { records: [], lineNumbers: [] };
  });
  try {
    for await (const _ of read);
  } catch (error) {
    return error;
  }
  return Buffer.concat(found).toString();
}

describe.each(['file', 'pipe'])('gzip from a %s', (kind) => {
  const [first, second] = ['1\n2\n', '3\n4\n'].map((text) => gzipSync(text)) as [Buffer, Buffer];

  async function inputWith(bytes: Buffer): Promise<string> {
    const [content, path] = [join(base, 'content'), join(base, kind)];
    await writeFile(content, bytes);
    if (kind === 'file') return content;
    await rm(path, { force: true });
    await once(spawn('mkfifo', [path]), 'close');
    spawn('sh', ['-c', 'cat "$0" > "$1"', content, path]);
    return path;
  }

  it('is read to its end, one member after another', async () => {
    expect(await contentOf(await inputWith(Buffer.concat([first, second])))).toBe('1\n2\n3\n4\n');
  });

  it.each([
    ['a zero byte', [first, Buffer.alloc(1)]],
    ['a zero byte and more gzip', [first, Buffer.alloc(1), second]],
    ['zero bytes and more gzip', [first, Buffer.alloc(512), second]],
    ['more zero bytes than one read returns', [first, Buffer.alloc(500_000), second]],
  ])('fails with %s after it', async (_, parts) => {
    expect(await contentOf(await inputWith(Buffer.concat(parts)))).toMatchObject({
      code: 'SOURCE_FAILED',
      message: expect.stringMatching(
        / has other data after its gzip data, at byte 24; compress it again$/,
      ),
    });
  });
});
