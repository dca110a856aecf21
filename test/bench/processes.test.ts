import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const RECORDS = 1000;
const BENCH = join(import.meta.dirname, '../../bench');

interface Bench {
  run(name: string, args: readonly string[]): Promise<{ records: number; asExpected?: number }>;
  withTenant<T>(work: (url: string) => Promise<T>): Promise<T>;
}

let folder: string;
let input: string;
let bench: Bench;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rowferry-bench-'));
  input = join(folder, 'input.jsonl');
  bench = await import(join(BENCH, 'process.mjs'));
  const { writeLegacy } = await import(join(BENCH, 'legacy.mjs'));
  await writeLegacy(input, RECORDS);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

// The figures mean nothing here. What is measured must work at any time, not only when somebody measures.
test('each measured process moves all records', async () => {
  const plain = join(folder, 'plain');
  await mkdir(plain);
  const figures = await Promise.all([
    bench.run('core', [input, join(folder, 'core')]),
    bench.run('core', [input, join(folder, 'unsynced'), 'unsynced']),
    bench.run('plain', [input, plain]),
    bench.withTenant((url) => bench.run('rowferry', [input, join(folder, 'rowferry'), url])),
  ]);
  expect(figures.map(({ records }) => records)).toEqual(Array(4).fill(RECORDS));
});

test.each(['echoes', 'one-key', 'names', 'digits'])(
  'the growth of %s is measured where it may grow',
  async (name) => {
    const figures = await bench.run('growth', [name, '500', join(folder, name)]);
    expect(figures.asExpected).toBeGreaterThan(0.9);
  },
);
