import {
  type MigrateOptions,
  migrate,
  type Plugin,
  type ResumeOptions,
  resume,
  type Target,
} from '@rowferry/core';
import { expect, test } from 'vitest';
import { scriptedTarget } from '../world/scripted-target.ts';
import { virtualWorld } from '../world/virtual-world.ts';

const RECORDS = Array.from({ length: 6 }, (_, n) => ({ n, vin: `V${n}` }));

/** A run that stopped before its second job, and what resumes it. */
async function stoppedRun(more: Partial<MigrateOptions> = {}) {
  const world = virtualWorld(1);
  const target = scriptedTarget(world, { tookMs: () => 10, refuse: () => [] });
  let jobs = 0;
  const broken: Plugin = {
    name: 'broken',
    onJob({ status }) {
      if (status === 'creating' && ++jobs === 2) throw new Error('broken');
    },
  };
  const options: ResumeOptions = {
    columns: { vin__c: 'vin', n__c: 'n', year__c: { value: 1999 } },
    target: target as Target,
    jobs: { maxRows: 2, concurrency: 1, errorsLagSeconds: 0 },
    ...more,
    ...{ world, runDir: '/run' },
  };
  const plugins = [...(more.plugins ?? []), broken];
  await expect(migrate(RECORDS, { ...options, plugins })).rejects.toMatchObject({
    code: 'PLUGIN_FAILED',
  });
  const continued = (changed: Partial<ResumeOptions>) =>
    resume(RECORDS, { ...options, ...changed });
  return { target, continued, options, files: world.files };
}

const trim: Plugin = { name: 'trim', transform: (record) => record };

test.each<[string, Partial<ResumeOptions>]>([
  ['columns', { columns: { vin__c: 'vin', n__c: 'vin', year__c: { value: 1999 } } }],
  ['columns', { columns: { vin__c: 'vin', n__c: 'n', year__c: { value: 2000 } } }],
  ['columns', { columns: { vin__c: 'vin', n__c: 'n' } }],
  ['columns', { columns: { vin__c: 'vin', n__c: { from: 'n', format: 'json' }, year__c: 'n' } }],
  ['key', { key: 'vin__c' }],
  ['`jobs.checkCounts`', { jobs: { checkCounts: false } }],
])('other %s: the resume says so, and changes and sends nothing', async (what, changed) => {
  const { target, continued, files } = await stoppedRun({ plugins: [trim] });
  const [sent, journal] = [target.files.length, files.get('/run/journal.jsonl')];
  await expect(continued({ plugins: [trim], ...changed })).rejects.toMatchObject({
    name: 'RowferryError',
    code: 'MIGRATION_CHANGED',
    message: expect.stringContaining(what) as string,
  });
  expect([target.files.length, files.get('/run/journal.jsonl')]).toEqual([sent, journal]);
  expect((await continued({ plugins: [trim] })).records.loaded).toBe(6);
});

test('another object or operation is refused', async () => {
  const { target, continued } = await stoppedRun();
  for (const other of [{ object: 'Other' }, { operation: 'update' }] as const) {
    const changed = { ...target, ...other } as Target;
    await expect(continued({ target: changed })).rejects.toMatchObject({
      code: 'MIGRATION_CHANGED',
      message: expect.stringContaining(`another ${Object.keys(other)[0]}`) as string,
    });
  }
});

test.each<[string, Partial<ResumeOptions>]>([
  ['times, sizes and concurrency', { jobs: { maxRows: 3, concurrency: 4, orphanGraceSeconds: 9 } }],
  ['a plugin that watches', { plugins: [{ name: 'watch', onVerdicts() {} }] }],
  [
    'how columns are written',
    { columns: { vin__c: { from: 'vin' }, n__c: 'n', year__c: { value: '1999' } } },
  ],
])('%s may change', async (_, changed) => {
  const { target, continued } = await stoppedRun();
  expect((await continued(changed)).records.loaded).toBe(6);
  expect(target.stored.map(({ vin__c }) => vin__c).sort()).toEqual(RECORDS.map(({ vin }) => vin));
});

test('the code of a plugin may be corrected', async () => {
  const { continued } = await stoppedRun({ plugins: [trim] });
  const corrected: Plugin = { name: 'trim', transform: ({ n, vin }) => ({ n, vin: `${vin}!` }) };
  expect((await continued({ plugins: [corrected] })).records.loaded).toBe(6);
});

test('the order of columns may change, and the header stays as it was', async () => {
  const { target, continued } = await stoppedRun();
  const columns = { year__c: { value: 1999 }, n__c: 'n', vin__c: 'vin' };
  expect((await continued({ columns })).records.loaded).toBe(6);
  expect(new Set(target.files.map((file) => file.split('\n')[0]))).toEqual(
    new Set(['vin__c,n__c,year__c']),
  );
  expect(target.stored).toContainEqual({ vin__c: 'V5', n__c: '5', year__c: '1999' });
});

test('run.json contains no constant, and no value of a record', async () => {
  const columns = { vin__c: 'vin', note__c: { value: 'hunter2' } };
  const { files } = await stoppedRun({ columns });
  const text = Buffer.from(files.get('/run/run.json') ?? []).toString();
  expect(JSON.parse(text)).toMatchObject({ header: ['vin__c', 'note__c'] });
  expect(text).not.toMatch(/hunter2|V0/);
});
