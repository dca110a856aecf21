import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, type Plugin, resume } from '@rowferry/core';
import { type PostgresOptions, postgres } from '@rowferry/source-postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { fastWorld } from '../world/fast-world.ts';
import { scriptedTarget } from '../world/scripted-target.ts';
import { type PostgresServer, startPostgres } from './server.ts';

const ROWS = 6000;

let server: PostgresServer;
let runDir: string;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  runDir = await mkdtemp(join(tmpdir(), 'rowferry-resume-'));
  await server.query(`DROP TABLE IF EXISTS things; CREATE TABLE things (id int PRIMARY KEY, name text);
    INSERT INTO things SELECT n, 'old ' || n FROM generate_series(1, ${ROWS}) AS n`);
});
afterEach(async () => {
  await rm(runDir, { recursive: true });
  await server.quiet();
});

/** Interrupts a run once some jobs are settled; returns a function that resumes it. */
async function interrupted(order: PostgresOptions) {
  const { core: world } = fastWorld(50);
  const target = scriptedTarget(world, { tookMs: () => 1, refuse: () => [] });
  const controller = new AbortController();
  let settled = 0;
  const interrupt: Plugin = {
    name: 'interrupt',
    onVerdicts(verdicts) {
      settled += verdicts.length;
      if (settled > 1500) controller.abort('enough');
    },
  };
  const source = () => postgres({ connection: server.uri(), table: 'things', ...order });
  const options = {
    columns: { id__c: 'id', name__c: 'name' },
    target,
    world,
    runDir: join(runDir, 'run'),
    jobs: { maxRows: 300, concurrency: 1 },
  };
  const { signal } = controller;
  const running = migrate(source(), { ...options, plugins: [interrupt], signal });
  await expect(running).rejects.toMatchObject({ code: 'INTERRUPTED', cause: 'enough' });
  expect(target.stored.length).toBeLessThan(ROWS);
  return { target, resumeRun: () => resume(source(), options) };
}

const ORDERS: PostgresOptions[] = [{}, { orderBy: 'id' }, { orderBy: 'id', partitions: 3 }];

test.each(ORDERS)('a run that was interrupted loads each row once: %o', async (order) => {
  const { target, resumeRun } = await interrupted(order);
  expect(await resumeRun()).toMatchObject({ status: 'completed', records: { loaded: ROWS } });
  const ids = target.stored.map((cells) => Number(cells['id__c'])).sort((a, b) => a - b);
  expect(ids).toEqual(Array.from({ length: ROWS }, (_, index) => index + 1));
});

test.each([
  "UPDATE things SET name = 'new' WHERE id = 5",
  'DELETE FROM things WHERE id = 5',
  'DELETE FROM things WHERE id > 100',
  'TRUNCATE things',
])(
  'without `orderBy`, rows that changed since they were read stop the resume: %s',
  async (change) => {
    const { target, resumeRun } = await interrupted({});
    const before = target.stored.length;
    await server.query(change);
    await expect(resumeRun()).rejects.toMatchObject({ code: 'SOURCE_CHANGED' });
    expect(target.stored).toHaveLength(before);
  },
);

test('with `orderBy`, a resume reads the remaining rows in their current state', async () => {
  const { target, resumeRun } = await interrupted({ orderBy: 'id' });
  await server.query(`UPDATE things SET name = 'new' WHERE id IN (5, ${ROWS})`);
  expect(await resumeRun()).toMatchObject({ records: { read: ROWS, loaded: ROWS } });
  const changed = target.stored.filter((cells) => cells['name__c'] === 'new');
  expect(changed.map((cells) => cells['id__c'])).toEqual([String(ROWS)]);
});
