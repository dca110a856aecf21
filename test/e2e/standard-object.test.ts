import { migrate, type Verdict } from '@rowferry/core';
import { DEFAULT_CLIENT } from '@rowferry/simulator';
import { zuora } from '@rowferry/zuora';
import { expect, test } from 'vitest';
import { idleTime } from '../world/idle-time.ts';
import { memoryDisk } from '../world/memory-disk.ts';

test('a tenant without options takes records of SavedQuery', async () => {
  const time = idleTime('standard', memoryDisk());
  await using simulator = await time.startTenant({});
  const { dispatcher, world } = time;
  const object = { object: 'SavedQuery', namespace: 'com_zuora', operation: 'create' } as const;
  const target = zuora({ baseUrl: simulator.url, ...DEFAULT_CLIENT, ...object, dispatcher });
  const verdicts: Verdict[] = [];
  const records = [{ name: 'all', query: 'select 1' }, { query: 'select 2' }];
  await migrate(records, {
    columns: { name: 'name', query: 'query' },
    target: time.track(target),
    plugins: [{ name: 'watch', onVerdicts: (some) => void verdicts.push(...some) }],
    runDir: '/run',
    world,
  });
  const byPosition = verdicts.toSorted((a, b) => a.position - b.position);
  expect(byPosition).toMatchObject([
    { outcome: 'loaded' },
    { outcome: 'rejected', errors: [{ code: 71012522 }] },
  ]);
  expect([...simulator.tenant.records('SavedQuery')]).toMatchObject([
    { cells: { name: 'all', query: 'select 1', isShared: 'false' } },
  ]);
});
