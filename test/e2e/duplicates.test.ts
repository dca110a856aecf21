import { type MigrateOptions, migrate, type SourceRecord, type Verdict } from '@rowferry/core';
import { DEFAULT_CLIENT, defineObject, type KnobSettings } from '@rowferry/simulator';
import { zuora } from '@rowferry/zuora';
import { describe, expect, test } from 'vitest';
import { idleTime } from '../world/idle-time.ts';
import { memoryDisk } from '../world/memory-disk.ts';

const CAR = defineObject('Car', {
  vin__c: { type: 'string', unique: true, filterable: true },
  plate__c: { type: 'string', unique: true, filterable: true },
  doors__c: { type: 'integer' },
});

interface Given {
  readonly key?: string | undefined;
  readonly knobs?: KnobSettings;
  readonly jobs?: MigrateOptions['jobs'];
}

/** Creates cars in a tenant that has `before`; returns the errors of each rejected position. */
async function refusals(
  before: readonly Record<string, string>[],
  records: readonly SourceRecord[],
  { key = 'vin__c', knobs = {}, jobs = { maxRows: 2 } }: Given = {},
) {
  const time = idleTime('duplicates', memoryDisk());
  await using simulator = await time.startTenant({
    ...{ definitions: [CAR], knobs },
    // What is there before belongs to the first client.
    clients: [{ clientId: 'another', clientSecret: 'another secret' }, DEFAULT_CLIENT],
  });
  for (const cells of before) simulator.tenant.addRecord('Car', cells);
  const verdicts: Verdict[] = [];
  const { dispatcher, world } = time;
  const target = { ...DEFAULT_CLIENT, object: 'Car', operation: 'create', dispatcher } as const;
  await migrate(records, {
    columns: { vin__c: 'vin', plate__c: 'plate', doors__c: 'doors' },
    key: key === '' ? undefined : key,
    target: time.track(zuora({ baseUrl: simulator.url, ...target })),
    jobs: { concurrency: 1, ...jobs },
    plugins: [{ name: 'watch', onVerdicts: (some) => void verdicts.push(...some) }],
    runDir: '/run',
    world,
  });
  const lines = Buffer.from(await world.disk.readFile('/run/rejected.jsonl')).toString();
  const rejected = lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return new Map(rejected.map(({ position, errors }) => [position, errors]));
}

const car = (vin: string, plate?: string) => ({ vin, plate, doors: 4 });

describe.concurrent('a create that is refused as a duplicate says where the other record is', () => {
  test('in the same job, or in an earlier one, with its place', async () => {
    const found = await refusals([], [car('A'), car('A'), car('B'), car('C'), car('b'), car('A')]);
    // The tenant compares to the letter.
    expect([...found.keys()]).toEqual([1, 5]);
    for (const [error] of found.values()) {
      expect(error).toMatchObject({ column: 'vin__c' });
      expect(error.duplicateOf).toEqual({ position: 0, at: 'record 0' });
    }
  });

  test('in the tenant before, if no other record of the run has the key', async () => {
    const found = await refusals([{ vin__c: 'A' }], [car('B'), car('A'), car('C')]);
    expect([...found.keys()]).toEqual([1]);
    expect(found.get(1)[0]).toMatchObject({ column: 'vin__c', duplicateOf: 'tenant' });
  });

  test('in the tenant, if all records of the run that have the key were refused in the same job', async () => {
    const found = await refusals([{ vin__c: 'A' }], [car('A'), car('A'), car('A')], { jobs: {} });
    const said = [...found.values()].map(([error]) => error.duplicateOf);
    expect(said).toEqual(['tenant', 'tenant', 'tenant']);
  });

  test('at the other place, if another job was given that record', async () => {
    const found = await refusals([{ vin__c: 'A' }], [car('A'), car('B'), car('C'), car('A')]);
    expect([...found.keys()]).toEqual([0, 3]);
    expect(found.get(3)[0].duplicateOf).toEqual({ position: 0, at: 'record 0' });
  });

  test('also if it was looked up after its job failed', async () => {
    const knobs = { failJobs: 1, failAtRow: 0 };
    const found = await refusals([{ vin__c: 'A' }], [car('A'), car('B')], { knobs });
    expect([...found.keys()]).toEqual([0]);
    expect(found.get(0)[0]).toMatchObject({ column: 'vin__c', duplicateOf: 'tenant' });
  });

  test('but not without a key, nor for another unique column, nor for another refusal', async () => {
    const twins = [car('A', 'P1'), car('A', 'P2')];
    const without = await refusals([], twins, { key: '' });
    expect(without.get(1)[0]).not.toHaveProperty('duplicateOf');
    const plates = await refusals([], [car('A', 'P'), car('B', 'P')]);
    expect(plates.get(1)[0]).toMatchObject({ column: 'plate__c' });
    expect(plates.get(1)[0]).not.toHaveProperty('duplicateOf');
    const doors = await refusals([], [car('A'), { vin: 'B', doors: 'two' }]);
    expect(doors.get(1)[0]).toMatchObject({ column: 'doors__c' });
    expect(doors.get(1)[0]).not.toHaveProperty('duplicateOf');
  });

  test('only in the error that it is about', async () => {
    const knobs = { errorsPerRow: 'all' } as const;
    const records = [car('A'), { vin: 'A', doors: 'two' }];
    const errors = (await refusals([], records, { knobs })).get(1);
    expect(errors).toHaveLength(2);
    for (const { column, duplicateOf } of errors) {
      const place = column === 'vin__c' ? { position: 0, at: 'record 0' } : undefined;
      expect(duplicateOf).toEqual(place);
    }
  });
});
