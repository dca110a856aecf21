import { type MigrateOptions, migrate, resume } from '@rowferry/core';
import { type Client, DEFAULT_CLIENT } from '@rowferry/simulator';
import { zuora } from '@rowferry/zuora';
import { expect, test } from 'vitest';
import { idleTime } from '../world/idle-time.ts';
import { memoryDisk } from '../world/memory-disk.ts';
import { goodVehicles, VEHICLE_COLUMNS } from './vehicles.ts';

const RECORDS = goodVehicles(6);
const SECOND: Client = { ...DEFAULT_CLIENT, clientId: 'f2b4a1de-0000-4000-8000-000000000002' };

/** A run whose processes may have different logins of one tenant, with a job of a login that it never has. */
async function scene() {
  const time = idleTime('changed logins', memoryDisk());
  const stop = new AbortController();
  const simulator = await time.startTenant({
    clients: [DEFAULT_CLIENT, SECOND],
    onRequest({ fault }) {
      if (fault === 'drop-answer') stop.abort(new Error('enough'));
    },
  });
  const { tenant, url } = simulator;
  const foreign = { object: 'Vehicle', status: 'pending' } as const;
  return {
    tenant,
    stop,
    close: () => simulator.close(),
    /** A job as a lost create would leave it. */
    addForeign: () => tenant.addForeignJob(foreign),
    optionsOf: (client: Client) =>
      ({
        columns: VEHICLE_COLUMNS,
        target: time.track(
          zuora({
            ...{ baseUrl: url, dispatcher: time.dispatcher },
            ...{ ...client, object: 'Vehicle', operation: 'create' },
          }),
        ),
        jobs: { maxRows: 1, concurrency: 1 },
        runDir: '/run',
        world: time.world,
      }) satisfies MigrateOptions,
    statusesOf: (login: string) =>
      tenant.jobs().flatMap((job) => (job.login === login ? [job.status] : [])),
  };
}

test.each([1, 2])(
  'lost create %i of a process with another login than the first one leaves no job',
  async (nth) => {
    const run = await scene();
    const plugin = {
      name: 'stop',
      onVerdicts: () => run.stop.abort(new Error('enough')),
    };
    const first = { ...run.optionsOf(DEFAULT_CLIENT), plugins: [plugin], signal: run.stop.signal };
    await expect(migrate(RECORDS, first)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    run.tenant.addFault({ on: 'create', nth, do: 'drop-answer' });
    const resumed = run.optionsOf(SECOND);
    const plugins = [
      {
        name: 'foreign',
        onJob: ({ status }: { status: string }) => {
          if (status === 'creating' && run.statusesOf('foreign').length === 0) run.addForeign();
        },
      },
    ];
    const summary = await resume(RECORDS, { ...resumed, plugins });
    expect(summary.records).toMatchObject({ loaded: RECORDS.length, unresolved: 0 });
    expect(run.statusesOf('foreign')).toEqual(['pending']);
    const ours = [...run.statusesOf(DEFAULT_CLIENT.clientId), ...run.statusesOf(SECOND.clientId)];
    expect(ours.filter((status) => status !== 'completed')).toEqual(['cancelled']);
    await run.close();
  },
);

test('a create that one login lost when its process ended is accounted for by another login', async () => {
  const run = await scene();
  run.tenant.addFault({ on: 'create', nth: 2, do: 'drop-answer' });
  const first = { ...run.optionsOf(DEFAULT_CLIENT), signal: run.stop.signal };
  await expect(migrate(RECORDS, first)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(run.statusesOf(DEFAULT_CLIENT.clientId)).toContain('pending');
  run.addForeign();
  const summary = await resume(RECORDS, run.optionsOf(SECOND));
  expect(summary.records).toMatchObject({ loaded: RECORDS.length, unresolved: 0 });
  expect(run.statusesOf('foreign')).toEqual(['pending']);
  expect(run.statusesOf(DEFAULT_CLIENT.clientId)).not.toContain('pending');
  await run.close();
});
