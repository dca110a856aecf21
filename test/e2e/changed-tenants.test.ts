import { type MigrateOptions, migrate, resume, retry } from '@rowferry/core';
import { DEFAULT_CLIENT, type Simulator } from '@rowferry/simulator';
import { zuora } from '@rowferry/zuora';
import { expect, test } from 'vitest';
import { idleTime } from '../world/idle-time.ts';
import { memoryDisk } from '../world/memory-disk.ts';
import { goodVehicles, VEHICLE_COLUMNS } from './vehicles.ts';

const [good] = goodVehicles(1);
/** The first one is refused, so that a retry has something to move. */
const RECORDS = [{ ...good, doors: 77 }, ...goodVehicles(6).slice(1)];

const LOGINS = [
  { name: 'a bearer token', login: { token: 'tok' } },
  { name: 'client credentials', login: DEFAULT_CLIENT },
];

/** Runs in a sandbox, and in production, which must not be reached. */
async function scene(login: (typeof LOGINS)[number]['login']) {
  const time = idleTime('changed tenants', memoryDisk());
  const tokens = [{ token: 'tok' }];
  const sandbox = await time.startTenant({ tokens });
  const production = await time.startTenant({ tokens, tenantId: '20' });
  return {
    sandbox,
    production,
    optionsFor: ({ url }: Simulator, runDir = '/run') =>
      ({
        columns: VEHICLE_COLUMNS,
        target: time.track(
          zuora({
            ...{ baseUrl: url, dispatcher: time.dispatcher },
            ...{ ...login, object: 'Vehicle', operation: 'create' },
          }),
        ),
        jobs: { maxRows: 1, concurrency: 1 },
        runDir,
        world: time.world,
      }) satisfies MigrateOptions,
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await production.close();
    },
  };
}

const isUntouched = ({ tenant }: Simulator) =>
  tenant.jobs().length === 0 && tenant.requests.byEndpoint.create === undefined;

test.each(LOGINS)('a run is not resumed in another tenant, with $name', async ({ login }) => {
  await using run = await scene(login);
  const stop = new AbortController();
  const plugins = [{ name: 'stop', onVerdicts: () => stop.abort(new Error('enough')) }];
  const options = run.optionsFor(run.sandbox);
  await migrate(RECORDS, { ...options, plugins, signal: stop.signal }).catch(() => {});
  const astray = resume(RECORDS, run.optionsFor(run.production));
  await expect(astray).rejects.toMatchObject({ code: 'TENANT_CHANGED' });
  expect(isUntouched(run.production)).toBe(true);
  expect((await resume(RECORDS, options)).records).toMatchObject({ loaded: 5, rejected: 1 });
});

test.each(LOGINS)('a run is not retried in another tenant, with $name', async ({ login }) => {
  await using run = await scene(login);
  await migrate(RECORDS, run.optionsFor(run.sandbox));
  const astray = retry('/run', run.optionsFor(run.production, '/again'));
  await expect(astray).rejects.toMatchObject({ code: 'TENANT_CHANGED' });
  expect(isUntouched(run.production)).toBe(true);
  // It does not use up the only retry.
  const { records } = await retry('/run', run.optionsFor(run.sandbox, '/again'));
  expect(records).toMatchObject({ read: 1, rejected: 1 });
});
