import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UploadFile } from '@rowferry/core';
import {
  type Client,
  defineObject,
  type KnobSettings,
  type Simulator,
  startSimulator,
} from '@rowferry/simulator';
import { type ZuoraClient, type ZuoraClientOptions, zuoraClient } from '@rowferry/zuora';
import { expect, test } from 'vitest';
import { jobEnd } from '../world/store-rows.ts';
import { startCheckingProxy } from './checking-proxy.ts';
import { operations } from './operations.ts';

const THING = defineObject('Thing', {
  key__c: { type: 'string', unique: true, required: true },
  name__c: { type: 'string', filterable: true },
  size__c: { type: 'integer' },
});
const NO_JOB = 'e0668230-eb63-40df-be65-08f083ca47b1';
const ENTITY = '1a2b7a37-3e7d-4cb3-b0e2-883de9e766cc';

const login = (id: string, permissions: Client['permissions']): Client => ({
  clientId: `00000000-0000-4000-8000-0000000000${id}`,
  clientSecret: `secret-${id}`,
  permissions,
  entities: [ENTITY, 'c92ed977-510c-4c48-9b51-8d5e848671e9'],
});
const ALL = login('01', ['view', 'edit', 'delete']);
const EDIT = login('02', ['edit']);
const VIEW = login('03', ['view']);

/** Every option that changes what a request says. */
const OPTIONS: readonly [Partial<ZuoraClientOptions>, KnobSettings][] = [
  [{}, {}],
  [
    { gzip: true, orgIds: 'o1,o2', version: '2025-08-12', trackId: 'nightly load' },
    { recordsCursor: 'absent' },
  ],
];

test.each(OPTIONS)(
  'each request and each answer is as documented: %j, %j',
  async (options, knobs) => {
    await using simulator = await startSimulator({
      definitions: [THING],
      clients: [ALL, EDIT, VIEW],
      knobs: { processingMs: 0, processingMsPerRow: 0, activeJobsMax: 10, ...knobs },
    });
    await using proxy = await startCheckingProxy(simulator.url);
    const clientOf = ({ clientId, clientSecret }: Client) =>
      zuoraClient({ baseUrl: proxy.url, clientId, clientSecret, entityIds: ENTITY, ...options });
    await using files = await folder();
    const client = clientOf(ALL);
    await useJobs(client, simulator, files);
    await loseLogins(client, clientOf(ALL), simulator);
    await useRecords(client, simulator);
    await askTooMuch(clientOf(EDIT), clientOf(VIEW), simulator, files);
    expect(proxy.faults).toEqual([]);
    const documented = Object.entries(operations).flatMap(([name, { answers }]) =>
      Object.keys(answers).map((status) => `${name} ${status}`),
    );
    expect([...proxy.seen].sort()).toEqual(documented.sort());
  },
);

async function useJobs({ jobs }: ZuoraClient, { tenant }: Simulator, files: Files): Promise<void> {
  const { id } = await jobs.create({ object: 'Thing', operation: 'create' });
  const rows = await files.file('key__c,name__c,size__c\na,Ann,1\nb,Bob,x\n');
  await jobs.upload(id, rows);
  await jobEnd(jobs, id);
  expect(await all(jobs.errors(id))).toMatchObject([{ row: 3, code: 71012523 }]);
  await expect(jobs.upload(id, rows)).rejects.toThrow('71013620');
  const wrong = await jobs.create({ object: 'Thing', operation: 'update' });
  await expect(jobs.upload(wrong.id, rows)).rejects.toThrow('71013721');
  await jobs.cancel(wrong.id);
  await jobs.create({ object: 'SavedQuery', operation: 'update', namespace: 'com_zuora' });
  const conditions = [
    { field: 'name__c', operator: 'EQ', value: 'a "b": c' },
    { field: 'CreatedDate', operator: 'LT', value: '2020-01-01T00:00:00.000Z' },
  ] as const;
  await jobs.create({ object: 'Thing', operation: 'delete', filter: { conditions } });
  expect(await all(jobs.pages({ pageSize: 1 }))).toHaveLength(tenant.jobs().length);
  expect((await jobs.list({ status: 'cancelled' })).jobs).toHaveLength(1);
  await expect(jobs.cancel(id)).rejects.toThrow('71013620');
  await expect(jobs.create({ object: 'Nothing', operation: 'create' })).rejects.toThrow('71013020');
  await expect(jobs.get(NO_JOB)).rejects.toThrow('71013040');
  await expect(jobs.upload(NO_JOB, rows)).rejects.toThrow('71013040');
  await expect(jobs.cancel(NO_JOB)).rejects.toThrow('71013040');
  await expect(all(jobs.errors(NO_JOB))).rejects.toThrow('71013040');
}

/** A token that is revoked, and a token request too many. */
async function loseLogins(
  { jobs }: ZuoraClient,
  newClient: ZuoraClient,
  { tenant }: Simulator,
): Promise<void> {
  tenant.revokeTokens();
  await expect(jobs.create({ object: 'Thing', operation: 'create' })).rejects.toMatchObject({
    failure: { status: 401 },
  });
  tenant.addFault({ on: 'token', do: '429-empty', times: 1 });
  await expect(newClient.jobs.list()).rejects.toMatchObject({ failure: { status: 429 } });
}

async function useRecords(
  { records, definitions }: ZuoraClient,
  { tenant }: Simulator,
): Promise<void> {
  expect((await definitions.get({ object: 'Thing' })).unique).toEqual(['key__c']);
  await expect(definitions.get({ object: 'Nothing' })).rejects.toThrow('71000040');
  const values = Array.from({ length: 1100 }, (_, index) => `x ${index}: "ü"`);
  for (const name of values) tenant.addRecord('Thing', { key__c: name, name__c: 'many' });
  const find = (column: string, sought: readonly string[], object = 'Thing') =>
    all(records.find({ object, column, values: sought }));
  expect(await find('name__c', ['many'])).toHaveLength(1100);
  expect(await find('key__c', values)).toHaveLength(1100);
  await expect(find('size__c', ['1'])).rejects.toThrow('71012720');
  await expect(find('key__c', ['a'], 'Nothing')).rejects.toThrow('71012640');
  const filter = {
    conditions: [{ field: 'CreatedDate', operator: 'GE', value: '2020-01-01T00:00:00.000Z' }],
  } as const;
  expect(await all(records.matching({ object: 'Thing', filter }))).toHaveLength(1101);
}

/** Sends each operation with a login that lacks the permission for it. */
async function askTooMuch(
  edit: ZuoraClient,
  view: ZuoraClient,
  { tenant }: Simulator,
  files: Files,
): Promise<void> {
  const { id } = await edit.jobs.create({ object: 'Thing', operation: 'create' });
  const before = tenant.jobs().length;
  const filter = { conditions: [{ field: 'name__c', operator: 'EQ', value: 'x' }] } as const;
  const rows = await files.file('key__c\n');
  for (const denied of [
    () => view.jobs.create({ object: 'Thing', operation: 'create' }),
    () => edit.jobs.create({ object: 'Thing', operation: 'delete', filter }),
    () => view.jobs.upload(id, rows),
    () => view.jobs.cancel(id),
    () => edit.jobs.list(),
    () => edit.jobs.get(id),
    () => all(edit.jobs.errors(id)),
    () => edit.definitions.get({ object: 'Thing' }),
    () => all(edit.records.find({ object: 'Thing', column: 'key__c', values: ['a'] })),
  ]) {
    await expect(denied()).rejects.toMatchObject({ failure: { status: 403, meaning: 'lasting' } });
  }
  expect(tenant.jobs()).toHaveLength(before);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

interface Files extends AsyncDisposable {
  file(csv: string): Promise<UploadFile>;
}

async function folder(): Promise<Files> {
  const path = await mkdtemp(join(tmpdir(), 'rowferry-api-'));
  let count = 0;
  return {
    async file(csv) {
      const name = join(path, `${count++}.csv`);
      await writeFile(name, csv);
      return { sizeBytes: Buffer.byteLength(csv), open: () => createReadStream(name) };
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}
