import { migrate } from '@rowferry/core';
import { expect, test } from 'vitest';
import { idleTime } from '../world/idle-time.ts';
import { vehicleTarget } from './vehicle-target.ts';
import { goodVehicles, VEHICLE_COLUMNS } from './vehicles.ts';

const LONG = 'note '.repeat(200);
const RECORDS = goodVehicles(400).map((vehicle) => ({ ...vehicle, notes: LONG }));

test.each(['take', 'refuse-400', 'refuse-415'] as const)(
  'large files are compressed, unless the tenant does not take them: %s',
  async (compressedFile) => {
    const time = idleTime(`compressed ${compressedFile}`);
    const uploads: number[] = [];
    await using simulator = await time.startTenant({
      knobs: { compressedFile },
      onRequest: ({ endpoint, status }) =>
        void (endpoint === 'upload' && uploads.push(Number(status))),
    });
    const summary = await migrate(RECORDS, {
      columns: VEHICLE_COLUMNS,
      target: vehicleTarget(time, simulator, 'create'),
      jobs: { maxRows: 200, concurrency: 1 },
      world: time.world,
    });
    expect(summary.records).toMatchObject({ loaded: 400, rejected: 0, unresolved: 0 });
    const refused = { take: [], 'refuse-400': [400], 'refuse-415': [415] }[compressedFile];
    expect(uploads).toEqual([...refused, 200, 200]);
    expect(summary.jobs.total).toBe(2);
  },
);
