import { spawnSync } from 'node:child_process';
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
  withTenant<T>(work: (url: string) => Promise<T>, knobs?: object): Promise<T>;
  withServer<T>(
    name: string,
    args: readonly string[],
    work: (url: string) => Promise<T>,
  ): Promise<T>;
}

interface Legacy {
  writeLegacy(path: string, count: number): Promise<void>;
  /** Writes at least 1000 records. */
  writeLegacyCsv(path: string, sizeBytes: number): Promise<number>;
}

let folder: string;
let input: string;
let bench: Bench;
let legacy: Legacy;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rowferry-bench-'));
  input = join(folder, 'input.jsonl');
  bench = await import(join(BENCH, 'process.mjs'));
  legacy = await import(join(BENCH, 'legacy.mjs'));
  await legacy.writeLegacy(input, RECORDS);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

// The figures mean nothing here. What is measured must work at any time, not only when somebody measures.
test('each measured process moves all records', async () => {
  const csv = join(folder, 'input.csv');
  expect(await legacy.writeLegacyCsv(csv, 1)).toBe(RECORDS);
  const made = async (name: string, from: string) => {
    const path = join(folder, name);
    await mkdir(path);
    return bench.run(name, [from, path]);
  };
  const figures = await Promise.all([
    bench.run('core', [input, join(folder, 'core')]),
    bench.run('core', [input, join(folder, 'unsynced'), 'unsynced']),
    bench.run('core', [input, join(folder, 'keyed'), 'keyed']),
    bench.run('core', [csv, join(folder, 'core-csv')]),
    bench.run('floor', [input]),
    made('plain', input),
    made('plain-csv', csv),
    made('duckdb', input),
    bench.withServer('salesforce', [], (url) => bench.run('jsforce', [input, url])),
    bench.withTenant((tenant) =>
      bench.withServer('slow-link', [tenant, '1000'], (url) =>
        bench.run('rowferry', [input, join(folder, 'rowferry'), url, 'gzip']),
      ),
    ),
  ]);
  expect(figures.map(({ records }) => records)).toEqual(Array(figures.length).fill(RECORDS));
});

test('errors are attributed where all rows are refused', async () => {
  const { attributed } = await import(join(BENCH, 'ratios/attribution.mjs'));
  const figures = await attributed(folder, 100);
  expect(figures.records).toBe(100);
  expect(figures.cpuSeconds).toBeGreaterThan(0);
  expect(figures.parseSeconds).toBeGreaterThan(0);
});

test('the start of the command line is measured beside that of Node', async () => {
  const { started } = await import(join(BENCH, 'ratios/start-up.mjs'));
  const [{ rowferry, node }] = await started(folder, 1);
  expect(node).toBeGreaterThan(0);
  expect(rowferry).toBeGreaterThan(0);
});

test('of jobs that take no less than their time, no more than five slots are at work', async () => {
  const { inVirtual } = await import(join(BENCH, 'ratios/slots.mjs'));
  const sandbox = { requestsPerMinute: 2500, requestsPerHour: 300, requestsPerDay: 10_000 };
  const load = { seconds: 2, jobs: 20 };
  const free = await inVirtual(folder, load, 'rows', 'bench');
  const scarce = await inVirtual(folder, load, 'rows', 'bench', sandbox);
  expect(free.atWork).toBeLessThanOrEqual(1);
  expect(free.makespan).toBeGreaterThanOrEqual(1);
  expect(scarce.makespan).toBeGreaterThan(free.makespan);
  expect([free.hasReported, scarce.hasReported]).toEqual([false, true]);
});

test('the bench names its groups', () => {
  const bench = ['--import', 'tsx', join(BENCH, 'ratios.mjs'), 'nothing'];
  const { status, stderr } = spawnSync(process.execPath, bench, { encoding: 'utf8' });
  expect(stderr).toMatch(/^No group nothing; there are throughput, .*memory\.$/m);
  expect(status).toBe(2);
});

test('a bound fails the bench, an aim does not', async () => {
  const { line } = await import(join(BENCH, 'line.mjs'));
  const of = (bound: object) => {
    const { result, isFailed } = line('a line', [1, 3, 2], { ...bound, limit: 'nothing' });
    return [result, isFailed];
  };
  expect(of({})).toEqual(['', false]);
  expect(of({ atLeast: 2 })).toEqual(['pass', false]);
  expect(of({ atLeast: 2.1 })).toEqual(['FAIL', true]);
  expect(of({ atMost: 2 })).toEqual(['pass', false]);
  expect(of({ atMost: 1.9 })).toEqual(['FAIL', true]);
  expect(of({ atMost: 1.9, isAim: true })).toEqual(['not yet', false]);
  expect(of({ atLeast: 2, isAim: true })).toEqual(['met', false]);
});

test.each(['echoes', 'one-key', 'names', 'digits'])(
  'the growth of %s is measured where it may grow',
  async (name) => {
    const figures = await bench.run('growth', [name, '500', join(folder, name)]);
    expect(figures.asExpected).toBeGreaterThan(0.9);
  },
);

test('what bad input costs is measured where all records are bad', async () => {
  const { badInput, lines, rows } = await import(join(BENCH, 'bad-records.mjs'));
  const reads = (['csv', 'jsonl', 'records'] as const).flatMap((kind) =>
    Object.entries({ good: undefined, ...badInput[kind] }).map(([how, way]) => ({
      kind,
      how,
      way,
    })),
  );
  const figures = reads.map(async ({ kind, how, way }, index) => {
    const path = join(folder, `bad-${index}.${kind}`);
    await writeFile(path, (kind === 'csv' ? rows : lines)(10, way));
    const { records, rejected } = await bench.run('bad-input', [
      ...[kind, how, join(folder, `bad-${index}`), '10', path],
    ]);
    return [kind, how, records, rejected];
  });
  expect(await Promise.all(figures)).toEqual(
    reads.map(({ kind, how }) => [kind, how, 10, how === 'good' ? 0 : 10]),
  );
});
