import {
  type MigrateOptions,
  migrate,
  type RequestOptions,
  resume,
  type SourceRecord,
  type Summary,
} from '@rowferry/core';
import { DEFAULT_CLIENT, defineObject, type TenantOptions } from '@rowferry/simulator';
import { zuora } from '@rowferry/zuora';
import { expect, test } from 'vitest';
import { idleTime } from '../world/idle-time.ts';
import { memoryDisk } from '../world/memory-disk.ts';

/** The documented example: `color__c` has a default, `notes__c` and `price__c` have none. */
const CAR = defineObject('Car', {
  color__c: { type: 'string', default: 'White' },
  sold__c: { type: 'boolean', default: false },
  price__c: { type: 'number' },
  notes__c: { type: 'string' },
});
const BEFORE = { color__c: 'Red', sold__c: 'false', price__c: '9.5', notes__c: 'mine' };

interface Update {
  /** The end of the migration, or the error that it ended with. */
  readonly ended: Summary | { readonly code: string; readonly message: string };
  /** What the tenant has stored of the two cars afterwards. */
  readonly stored: readonly object[];
  readonly jobs: number;
}

/** Updates the first of two stored cars. */
async function updated(
  columns: MigrateOptions['columns'],
  record: SourceRecord,
  options: Pick<MigrateOptions, 'onMissing'> = {},
  faults: TenantOptions['faults'] = [],
): Promise<Update> {
  const time = idleTime('updates');
  await using simulator = await time.startTenant({ definitions: [CAR], faults });
  const { tenant } = simulator;
  const [id] = [1, 2].map(() => tenant.addRecord('Car', BEFORE));
  const { dispatcher } = time;
  const target = { ...DEFAULT_CLIENT, object: 'Car', operation: 'update', dispatcher } as const;
  const ended = await migrate([{ ...record, id }], {
    columns: { Id: 'id', ...columns },
    target: time.track(zuora({ baseUrl: simulator.url, ...target })),
    world: time.world,
    ...options,
  }).catch((error) => error);
  return {
    ended,
    stored: [...tenant.records('Car')].map(({ cells }) => cells),
    jobs: tenant.jobs().length,
  };
}

const ALL = { color__c: 'color', sold__c: 'sold', price__c: 'price', notes__c: 'notes' };

test('an update that does not list all columns is refused before a job is created', async () => {
  const { ended, stored, jobs } = await updated({ sold__c: 'sold' }, { sold: true });
  expect(ended).toMatchObject({
    code: 'UPDATE_WOULD_RESET',
    message: expect.stringContaining(': `color__c`, `price__c`, `notes__c`; list them') as string,
  });
  expect(stored).toEqual([BEFORE, BEFORE]);
  expect(jobs).toBe(0);
});

test('with `onMissing: reset`, the tenant sets them to their defaults, and touches no other record', async () => {
  const { ended, stored } = await updated(
    { sold__c: 'sold' },
    { sold: true },
    { onMissing: 'reset' },
  );
  expect(ended).toMatchObject({ status: 'completed', records: { loaded: 1 } });
  expect(stored).toEqual([{ color__c: 'White', sold__c: 'true' }, BEFORE]);
});

test('an update that lists all columns changes what the record says, and nothing else', async () => {
  const { ended, stored } = await updated(ALL, {
    ...{ color: 'Red', sold: true, price: 9.5, notes: 'mine' },
  });
  expect(ended).toMatchObject({ status: 'completed', records: { loaded: 1 } });
  expect(stored).toEqual([{ ...BEFORE, sold__c: 'true' }, BEFORE]);
});

const FORBIDDEN = {
  on: 'describe',
  do: { status: 403, body: { code: 71012512, message: 'Not allowed.' } },
} as const;

test('if the definition cannot be read, an update is refused, unless it may reset columns', async () => {
  const refused = await updated(ALL, {}, {}, [FORBIDDEN]);
  expect(refused.ended).toMatchObject({
    code: 'UPDATE_WOULD_RESET',
    message: expect.stringContaining('the definition of Car cannot be read') as string,
  });
  expect(refused.jobs).toBe(0);
  expect(refused.stored).toEqual([BEFORE, BEFORE]);
  const record = { color: 'Blue', sold: true, price: 1, notes: 'new' };
  const allowed = await updated(ALL, record, { onMissing: 'reset' }, [FORBIDDEN]);
  expect(allowed.ended).toMatchObject({ status: 'completed', records: { loaded: 1 } });
  expect(allowed.stored[0]).toEqual({
    ...{ color__c: 'Blue', sold__c: 'true', price__c: '1', notes__c: 'new' },
  });
});

test('a resume is refused if the object has got another column, and goes on if that may be reset', async () => {
  const time = idleTime('another-column', memoryDisk());
  await using simulator = await time.startTenant({ definitions: [CAR] });
  const id = simulator.tenant.addRecord('Car', BEFORE);
  const { dispatcher, world } = time;
  const target = time.track(
    zuora({
      ...{ ...DEFAULT_CLIENT, baseUrl: simulator.url, dispatcher },
      ...{ object: 'Car', operation: 'update' },
    }),
  );
  const records = [{ id, color: 'Red', sold: true, price: 9.5, notes: 'mine' }];
  const options = { columns: { Id: 'id', ...ALL }, target, runDir: '/run', world };
  const abort = new AbortController();
  const aborting = { name: 'abort', onStart: () => abort.abort() };
  const stopped = { ...options, signal: abort.signal, plugins: [aborting] };
  await expect(migrate(records, stopped)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  const describe = async (call: RequestOptions) => {
    const definition = await target.describe?.(call);
    const column = definition?.columns['notes__c'];
    if (definition === undefined || column === undefined) throw new Error('no definition');
    return { ...definition, columns: { ...definition.columns, added__c: column } };
  };
  const later = { ...options, target: { ...target, describe } };
  await expect(resume(records, later)).rejects.toMatchObject({
    code: 'UPDATE_WOULD_RESET',
    message: expect.stringContaining(': `added__c`; list it') as string,
  });
  expect(simulator.tenant.jobs()).toEqual([]);
  const { records: counts } = await resume(records, { ...later, onMissing: 'reset' });
  expect(counts).toMatchObject({ loaded: 1 });
});
