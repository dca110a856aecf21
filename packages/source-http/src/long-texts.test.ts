import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalServer, startServer } from './local-server.fixture.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** More than the process that reads it may hold. */
const LONG_MB = 128;
/** More than a string may hold. */
const LONGEST_MB = 544;
const HEAP_MB = 48;
const PEAK_MB = 200;

const index = new URL('./index.ts', import.meta.url).href;
const program = `
  import { http } from ${JSON.stringify(index)};
  const [, url] = process.argv;
  const seen = [];
  const source = http({ url, records: 'items', maxRecordBytes: 1_000_000, attemptsMax: 1 });
  try {
    for await (const { records } of source.read({ signal: new AbortController().signal })) {
      seen.push(...records.map((record) => record.rejected?.code ?? record));
    }
  } catch (error) {
    seen.push(error.message.slice(url.length));
  }
  const peakMb = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ seen, peakMb }));
`;

/** What a process with little memory reads where `character` comes ever again between two texts. */
async function readLong(
  before: string,
  character: string,
  after: string,
  longMb = LONG_MB,
): Promise<unknown[]> {
  const many = gzipSync(Buffer.alloc(2 ** 23, character), { level: 1 });
  const middle = Array.from({ length: longMb / 8 }, () => many);
  const body = Buffer.concat([gzipSync(before), ...middle, gzipSync(after)]);
  server.answer((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(body);
  });
  const flags = ['--conditions=@rowferry/source', '--import=tsx', '--input-type=module'];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [`--max-old-space-size=${HEAP_MB}`, ...flags, '-e', program, server.url],
    { cwd: fileURLToPath(new URL('.', import.meta.url)) },
  );
  const { seen, peakMb } = JSON.parse(stdout);
  expect(peakMb).toBeLessThan(PEAK_MB);
  return seen;
}

describe('in bounded memory, what is too long', () => {
  it.each<[string, string, string, string, number?]>([
    ['a text', '{"a":"', 'x', '"}', LONGEST_MB],
    ['escaped quotes', '{"a":"\\', '"\\', '""}'],
    ['a name', '{"', 'x', '":1}'],
  ])('is one rejection within the records: %s', async (_, before, character, after, longMb) => {
    const [first, last] = [`{"items":[{"a":1},${before}`, `${after},{"a":2}],"next":null}`];
    expect(await readLong(first, character, last, longMb)).toEqual([
      { a: 1 },
      'RECORD_TOO_LARGE',
      { a: 2 },
    ]);
  });

  it.each([
    ['a text before them', '{"a":"', 'x', '","items":[]}'],
    ['a name before them', '{"', 'x', '":1,"items":[]}'],
  ])('ends the read beside the records: %s', async (_, before, character, after) => {
    expect(await readLong(before, character, after)).toEqual([
      expect.stringMatching(/holds more than 1000000 bytes beside its records/),
    ]);
  });

  it('breaks off where it is only opened', async () => {
    const seen = await readLong('{"items":[{"a":1},', '[', '');
    expect(seen).toEqual([expect.stringMatching(/ breaks off behind record 1;/)]);
  });
});
