import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type JobOptions,
  type MigrateOptions,
  migrate,
  type Plugin,
  readStatus,
  resume,
  retry,
  type SourceRecord,
  type Spooled,
  Unreadable,
  type Verdict,
} from '@rowferry/core';
import type { KnobSettings } from '@rowferry/simulator';
import { expect, test } from 'vitest';
import { idleTime } from '../world/idle-time.ts';
import { vehicleTarget } from './vehicle-target.ts';

const COLUMNS = { vin__c: 'vin', brand__c: 'brand', doors__c: 'doors', legacyId__c: 'n' };

async function scene(knobs: KnobSettings = {}, jobs: JobOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'rowferry-retry-'));
  const time = idleTime('retry');
  const simulator = await time.startTenant({ knobs });
  const spooled: Spooled[] = [];
  const listener: Plugin = {
    name: 'listener',
    onStart: (run) => void (run.retry && spooled.push(run.retry)),
  };
  const options = (name: string, plugins: readonly Plugin[] = []) =>
    ({
      columns: COLUMNS,
      key: 'vin__c',
      target: vehicleTarget(time, simulator),
      jobs: { maxRows: 5, ...jobs },
      plugins: [...plugins, listener],
      runDir: join(folder, name),
      world: time.world,
    }) satisfies MigrateOptions;
  return {
    folder,
    spooled,
    options,
    tenant: simulator.tenant,
    stored: () => [...simulator.tenant.records('Vehicle')].map(({ cells }) => cells['legacyId__c']),
    async lines(name: string, file: string) {
      const text = await readFile(join(folder, name, file), 'utf8');
      return text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    },
    async [Symbol.asyncDispose]() {
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const vehicle = (n: number): SourceRecord => ({ n, vin: `VIN${n}`, brand: 'Volvo', doors: 5 });
const vehicles = (count: number) => Array.from({ length: count }, (_, n) => vehicle(n));

const RAW = '{"n":2,"vin":"VIN2","brand":"Volvo","record":{\n"doors":';

/** Vehicles from a source with its own place names. One of them cannot be read. */
const dirty = {
  name: 'dirty',
  async *read() {
    const records = [
      vehicle(0),
      { ...vehicle(1), brand: null },
      new Unreadable('LINE_NOT_JSON', 'the line is not JSON', RAW),
      { ...vehicle(3), doors: Number.NaN },
      { ...vehicle(4), vin: 'lower4' },
    ];
    yield { records, locate: (index: number) => `old.db:${index + 1}` };
  },
};
const CORRECT: Plugin = {
  name: 'correct',
  transform: (record) => ({ ...record, brand: record['brand'] ?? 'unknown' }),
};

test('rejected records are moved again with their first place, and lines without a record are counted', async () => {
  await using run = await scene();
  const refuse: Plugin = {
    name: 'refuse',
    transform(record) {
      if (String(record['vin']).startsWith('lower')) throw new Error('no such vehicle');
      return record;
    },
  };
  await migrate(dirty, run.options('first', [refuse]));
  const summary = await retry(join(run.folder, 'first'), run.options('second', [CORRECT]));
  expect(summary.records).toEqual({ read: 2, skipped: 0, loaded: 2, rejected: 0, unresolved: 0 });
  expect(run.spooled).toEqual([{ records: 2, withoutRecord: 1, notFinite: 1, unproven: 0 }]);
  expect(run.stored().sort()).toEqual(['0', '1', '4']);
  const again = retry(join(run.folder, 'first'), run.options('third'));
  await expect(again).rejects.toMatchObject({
    code: 'RETRY_REFUSED',
    message: expect.stringContaining(join(run.folder, 'second')) as string,
  });
  const status = await readStatus(join(run.folder, 'first'));
  expect(status.retriedBy).toMatchObject({ runId: summary.runId });
});

test('a record that is rejected again keeps its first place', async () => {
  await using run = await scene();
  await migrate(dirty, run.options('first'));
  await retry(join(run.folder, 'first'), run.options('second'));
  const [line] = await run.lines('second', 'rejected.jsonl');
  expect(line).toMatchObject({ position: 0, at: 'old.db:2', record: { n: 1, brand: null } });
});

test('an edited file replaces the rejected records', async () => {
  await using run = await scene();
  await migrate(dirty, run.options('first'));
  const edited = (await run.lines('first', 'rejected.jsonl'))
    .filter(({ record }) => record?.n === 3)
    .map((line) => ({ ...line, record: { ...line.record, doors: 4 } }));
  const path = join(run.folder, 'edited.jsonl');
  await writeFile(path, edited.map((line) => JSON.stringify(line)).join('\n'));
  const options = { ...run.options('second'), rejected: path };
  const summary = await retry(join(run.folder, 'first'), options);
  expect(summary.records).toMatchObject({ read: 1, loaded: 1 });
  expect(run.stored()).toContain('3');
});

test('what could not be read keeps its text, and is moved once a record was added to its line', async () => {
  await using run = await scene();
  const seen: Verdict[] = [];
  const watch: Plugin = { name: 'watch', onVerdicts: (verdicts) => void seen.push(...verdicts) };
  await migrate(dirty, run.options('first', [watch]));
  const unreadable = (await run.lines('first', 'rejected.jsonl')).filter(
    ({ by }) => by === 'source',
  );
  expect(unreadable).toMatchObject([{ position: 2, at: 'old.db:3', raw: RAW }]);
  expect(unreadable[0]).not.toHaveProperty('record');
  expect(seen.find(({ position }) => position === 2)).toMatchObject({
    outcome: 'rejected',
    raw: RAW,
  });
  const path = join(run.folder, 'edited.jsonl');
  await writeFile(path, linesOf(...unreadable));
  const options = { ...run.options('second'), rejected: path };
  await expect(retry(join(run.folder, 'first'), options)).rejects.toMatchObject({
    code: 'RETRY_REFUSED',
    message: expect.stringContaining('add `record` where there is only `raw`') as string,
  });
  await writeFile(path, linesOf(...unreadable.map((line) => ({ ...line, record: vehicle(2) }))));
  const summary = await retry(join(run.folder, 'first'), options);
  expect(summary.records).toMatchObject({ read: 1, loaded: 1 });
  expect(run.stored()).toContain('2');
});

test('a misspelt field in a record that was written by hand is refused, and no other name', async () => {
  await using run = await scene();
  await migrate(dirty, run.options('first'));
  const first = join(run.folder, 'first');
  const lines = await run.lines('first', 'rejected.jsonl');
  const path = join(run.folder, 'edited.jsonl');
  const retryWith = async (record: object) => {
    const edited = lines.flatMap((line) => {
      if (line.by === 'source') return [{ ...line, record }];
      // The records that were read keep their names, whatever these are.
      return line.record.n === 1 ? [{ ...line, record: { ...line.record, doorz: 1 } }] : [];
    });
    await writeFile(path, linesOf(...edited));
    return await retry(first, { ...run.options('second', [CORRECT]), rejected: path });
  };
  const { doors: _, ...without } = vehicle(2);
  for (const [wrong, right] of [
    ['door', 'doors'],
    ['dorso', 'doors'],
    ['Doors', 'doors'],
  ] as const) {
    await expect(retryWith({ ...without, [wrong]: 5 })).rejects.toMatchObject({
      code: 'RETRY_REFUSED',
      message: expect.stringContaining(
        `has the field \`${wrong}\` and lacks \`${right}\``,
      ) as string,
    });
  }
  const summary = await retryWith({ ...without, doors: null, door: 5, color: 'red' });
  expect(summary.records).toMatchObject({ read: 2 });
});

test('a record in an edited file that JSON cannot represent is left out until it is changed', async () => {
  await using run = await scene();
  await migrate(dirty, run.options('first'));
  const edited = (await run.lines('first', 'rejected.jsonl'))
    .filter(({ record }) => record?.n !== 4)
    // An editor may change the order of the keys and remove the errors.
    .map(({ record, ...line }) => ({
      ...{ ...line, errors: [] },
      ...(record && { record: Object.fromEntries(Object.entries(record).reverse()) }),
    }));
  const lossy = edited.filter(({ record }) => record?.['n'] === 3);
  const path = join(run.folder, 'edited.jsonl');
  const retryOf = async (name: string, lines: object[]) => {
    await writeFile(path, linesOf(...lines));
    return await retry(join(run.folder, 'first'), {
      ...run.options(name, [CORRECT]),
      rejected: path,
    });
  };
  await expect(retryOf('second', lossy)).rejects.toMatchObject({ code: 'RETRY_REFUSED' });
  const summary = await retryOf('third', edited);
  expect(summary.records).toMatchObject({ read: 1, loaded: 1 });
  expect(run.spooled).toEqual([{ records: 1, withoutRecord: 1, notFinite: 1, unproven: 0 }]);
  expect(run.stored()).not.toContain('3');
});

test('a retry that would move nothing is refused, and leaves nothing behind', async () => {
  await using run = await scene();
  const first = join(run.folder, 'first');
  const hopeless = {
    name: 'hopeless',
    async *read() {
      yield {
        records: [new Unreadable('LINE_NOT_JSON', 'x'), { ...vehicle(1), doors: Number.NaN }],
      };
    },
  };
  await migrate(hopeless, run.options('first'));
  await expect(retry(first, run.options('second'))).rejects.toMatchObject({
    code: 'RETRY_REFUSED',
    message: expect.stringMatching(
      /1 rejected line has no record: add `record` to it in a copy of .*; 1 rejected record has NaN or .*; .* can still be retried$/,
    ) as string,
  });
  expect(await readdir(run.folder)).toEqual(['first']);
  const path = join(run.folder, 'edited.jsonl');
  const [line] = (await run.lines('first', 'rejected.jsonl')).filter(({ record }) => record);
  await writeFile(path, linesOf({ ...line, record: vehicle(1) }));
  const summary = await retry(first, { ...run.options('second'), rejected: path });
  expect(summary.records).toMatchObject({ loaded: 1 });
  const nothing = retry(join(run.folder, 'second'), run.options('third'));
  await expect(nothing).rejects.toThrow(/nothing was rejected and nothing is unresolved/);
});

const REJECTED = { position: 3, at: 'x', record: {}, by: 'target', errors: [], run: 'RUN' };
const UNRESOLVED = { position: 0, at: 'x', record: {}, code: 'JOB_FAILED', reason: 'x', job: 'x' };
const linesOf = (...lines: object[]) => lines.map((line) => JSON.stringify(line)).join('\n');

test.each([
  ['no record', linesOf({ ...REJECTED, record: [1] }), /^line 1 of .* not a line of a result file/],
  ['no JSON', `${linesOf(REJECTED)}\nnonsense`, /^line 2 of .* not a line of a result file/],
  ['unresolved', linesOf(REJECTED, UNRESOLVED), /^line 2 of .* is unresolved/],
  ['written by hand', linesOf({ at: 'x', record: {} }), /^line 1 of .* not a line of a `rejected/],
  ['of no run', linesOf({ ...REJECTED, run: undefined }), /^line 1 of .* expected .* and `run`/],
  ['of another run', linesOf({ ...REJECTED, run: 'r7' }), /^line 1 of .* is of run r7, and not of/],
  ['loaded', linesOf({ ...REJECTED, position: 0 }), /^line 1 of .* position 0, which this run/],
  ['twice', linesOf(REJECTED, REJECTED), /^line 2 of .* position 3, as an earlier line/],
  ['nothing', '\n', /has no record to move/],
  ['nothing with a record', linesOf({ ...REJECTED, record: undefined }), /has no record to move/],
])(
  'an invalid edited file is refused before it uses up the only retry: %s',
  async (_, text, message) => {
    await using run = await scene();
    await migrate(dirty, run.options('first'));
    const path = join(run.folder, 'edited.jsonl');
    const { runId } = JSON.parse(await readFile(join(run.folder, 'first', 'run.json'), 'utf8'));
    await writeFile(path, text.replaceAll('RUN', runId));
    const retrying = retry(join(run.folder, 'first'), { ...run.options('second'), rejected: path });
    await expect(retrying).rejects.toMatchObject({
      code: 'RETRY_REFUSED',
      message: expect.stringMatching(message) as string,
    });
    expect(run.stored()).toEqual(['0', '4']);
    await retry(join(run.folder, 'first'), run.options('second', [CORRECT]));
    expect(run.stored()).toContain('1');
  },
);

test('only unresolved records that are proven absent are moved again, and none twice', async () => {
  // Jobs fail after their third row, and no job may be used to find out about the others.
  await using run = await scene(
    { failJobs: 2, failAtRow: 3, visibilityLagMs: 5000 },
    { resubmitJobsMax: 0, lookupLagSeconds: 6 },
  );
  const first = await migrate(vehicles(20), run.options('first'));
  expect(first.records.unresolved).toBeGreaterThan(0);
  const unresolved = await run.lines('first', 'unresolved.jsonl');
  for (const line of unresolved) {
    expect(line).toMatchObject({ code: 'RESUBMITS_EXHAUSTED', key: line.record.vin });
  }
  const second = await retry(join(run.folder, 'first'), run.options('second'));
  // Stored records are found, however late they become visible.
  expect(first.records).toMatchObject({ loaded: 16, unresolved: 4 });
  expect(second.records).toMatchObject({ read: 4, loaded: 4 });
  expect(run.stored().sort()).toEqual(
    vehicles(20)
      .map(({ n }) => String(n))
      .sort(),
  );
});

test('a run that has not ended cannot be retried', async () => {
  await using run = await scene();
  const stop: Plugin = {
    name: 'stop',
    onJob({ status }) {
      if (status === 'completed') throw new Error('enough');
    },
  };
  const source = [...vehicles(20), { ...vehicle(20), brand: null }];
  await migrate(source, run.options('first', [stop])).catch(() => {});
  const retrying = retry(join(run.folder, 'first'), run.options('second'));
  await expect(retrying).rejects.toMatchObject({ code: 'RETRY_REFUSED' });
  await resume(source, run.options('first'));
  await retry(join(run.folder, 'first'), run.options('second'));
});

test('a retry that died before it started is started by its resume, and is then the only one', async () => {
  await using run = await scene();
  await migrate(dirty, run.options('first'));
  const { world, ...options } = run.options('second', [CORRECT]);
  const disk = {
    ...world.disk,
    async replaceFile(path: string, bytes: Uint8Array) {
      if (path.endsWith('retry.json')) throw new Error('died');
      await world.disk.replaceFile(path, bytes);
    },
  };
  const dying = retry(join(run.folder, 'first'), { ...options, world: { ...world, disk } });
  await expect(dying).rejects.toThrow('died');
  const summary = await resume([], { ...options, world });
  expect(summary.records).toMatchObject({ read: 1, loaded: 1 });
  const another = retry(join(run.folder, 'first'), run.options('third'));
  await expect(another).rejects.toMatchObject({ code: 'RETRY_REFUSED' });
});
