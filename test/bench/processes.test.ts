import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const RECORDS = 1000;
const BENCH = join(import.meta.dirname, '../../bench');

interface Figures {
  records: number;
  rejected?: number;
  asExpected?: number;
}

interface Bench {
  run(name: string, args: readonly string[]): Promise<Figures>;
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

test('what bad input costs is measured where all records are bad', async () => {
  const { badInput, lines } = await import(join(BENCH, 'bad-records.mjs'));
  const reads = (['jsonl', 'records'] as const).flatMap((kind) =>
    Object.entries({ good: undefined, ...badInput[kind] }).map(([how, way]) => ({
      kind,
      how,
      way,
    })),
  );
  const figures = reads.map(async ({ kind, how, way }, index) => {
    const path = join(folder, `bad-${index}.jsonl`);
    await writeFile(path, lines(10, way));
    const { records, rejected } = await bench.run('bad-input', [
      ...[kind, how, join(folder, `bad-${index}`), '10', path],
    ]);
    return [kind, how, records, rejected];
  });
  expect(await Promise.all(figures)).toEqual(
    reads.map(({ kind, how }) => [kind, how, 10, how === 'good' ? 0 : 10]),
  );
});
