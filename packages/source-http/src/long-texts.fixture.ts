import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { printedBy } from '../../../test/world/started.ts';
import { startServer } from './local-server.fixture.ts';

const HEAP_MB = 48;
/** The process uses 75 before it reads anything. */
const PEAK_MB = 200;
const BLOCK_MB = 8;

/** A page: what comes before, the character that repeats, and what comes after. */
type LongPage = readonly [before: string, character: string, after: string];

const WITHIN: Record<string, LongPage> = {
  'a string': within('{"a":"', 'x', '"}'),
  'escaped quotes': within('{"a":"\\', '"\\', '""}'),
  'a name': within('{"', 'x', '":1}'),
};
const OUTSIDE: Record<string, LongPage> = {
  'a string before them': ['{"a":"', 'x', '","items":[]}'],
  'a name before them': ['{"', 'x', '":1,"items":[]}'],
};
const OPENED: Record<string, LongPage> = { 'brackets that are only opened': within('', '[', '') };
const ALL = { ...WITHIN, ...OUTSIDE, ...OPENED };

function within(before: string, character: string, after: string): LongPage {
  return [`{"items":[{"a":1},${before}`, character, after && `${after},{"a":2}],"next":null}`];
}

// Uses the built package: a compiler would need more memory than the source.
const PROGRAM = `
  import { http } from '@rowferry/source-http';
  const { signal } = new AbortController();
  for (const url of process.argv.slice(1)) {
    const seen = [];
    const source = http({ url, records: 'items', maxRecordBytes: 1_000_000, attemptsMax: 1 });
    try {
      for await (const { records } of source.read({ signal })) {
        seen.push(...records.map((record) => record.rejected?.code ?? record));
      }
    } catch (error) {
      seen.push(error.message);
    }
    const peakMb = process.resourceUsage().maxRSS / 1024;
    process.stdout.write(JSON.stringify({ seen, peakMb }) + '\\n');
  }
`;

/** What a process with little memory reads from each of these addresses, one after another. */
async function readLong(urls: readonly string[]): Promise<{ seen: unknown[]; peakMb: number }[]> {
  const node = [process.execPath, `--max-old-space-size=${HEAP_MB}`, '--input-type=module'];
  const cwd = fileURLToPath(new URL('.', import.meta.url));
  return (await printedBy([...node, '-e', PROGRAM, ...urls], { cwd }))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function packed([before, character, after]: LongPage, lengthMb: number): Buffer {
  const many = gzipSync(Buffer.alloc(BLOCK_MB * 2 ** 20, character), { level: 1 });
  const middle = Array.from({ length: lengthMb / BLOCK_MB }, () => many);
  return Buffer.concat([gzipSync(before), ...middle, gzipSync(after)]);
}

/** Tests pages in each of which one value, name or nesting is `lengthMb` long, a multiple of 8. */
export function testLongTexts(lengthMb: number): void {
  const seen: Record<string, unknown[]> = {};
  /** One process reads all pages, so that memory that it does not free adds up. */
  let peakMb = Number.POSITIVE_INFINITY;

  beforeAll(async () => {
    await using server = await startServer(({ url }, response) => {
      const long = ALL[decodeURIComponent(url.pathname.slice(1))] as LongPage;
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed(long, lengthMb));
    });
    const names = Object.keys(ALL);
    const read = await readLong(names.map((name) => `${server.url}/${encodeURIComponent(name)}`));
    for (const [index, name] of names.entries()) seen[name] = read[index]?.seen ?? [];
    peakMb = read.at(-1)?.peakMb ?? peakMb;
  });

  describe(`a part of ${lengthMb} MB`, () => {
    it('is read in bounded memory', () => {
      expect(peakMb).toBeLessThan(PEAK_MB);
    });

    it.each(Object.keys(WITHIN))('is one rejection within the records: %s', (name) => {
      expect(seen[name]).toEqual([{ a: 1 }, 'RECORD_TOO_LARGE', { a: 2 }]);
    });

    it.each(Object.keys(OUTSIDE))('ends the read outside the records: %s', (name) => {
      expect(seen[name]).toEqual([
        expect.stringMatching(/has more than 1000000 bytes outside its records/),
      ]);
    });

    it.each(Object.keys(OPENED))('breaks off within the records: %s', (name) => {
      expect(seen[name]).toEqual([expect.stringMatching(/ breaks off after record 1;/)]);
    });
  });
}
