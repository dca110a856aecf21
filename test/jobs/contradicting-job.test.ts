import { migrate, type Plugin, type Target, type Verdict } from '@rowferry/core';
import { expect, test } from 'vitest';
import { drivenTarget } from '../world/driven-target.ts';
import { virtualWorld } from '../world/virtual-world.ts';

test('a job that completed and yet has an error of its own proves nothing of its rows', async () => {
  const world = virtualWorld(1);
  const driven = drivenTarget(world, {});
  const error = { meaning: 'other', code: 71012560, message: 'Service limit reached.' } as const;
  const target: Target = {
    ...driven,
    async list(query, options) {
      const { jobs, ...page } = await driven.list(query, options);
      return {
        ...page,
        jobs: jobs.map((job) => (job.status === 'completed' ? { ...job, error } : job)),
      };
    },
  };
  const verdicts: Verdict[] = [];
  const watch: Plugin = { name: 'watch', onVerdicts: (some) => void verdicts.push(...some) };
  const { records } = await migrate([{ n: 1 }, { n: 2 }], {
    ...{ columns: { n__c: 'n' }, target, world, plugins: [watch] },
  });
  expect(records).toMatchObject({ loaded: 0, unresolved: 2 });
  const reason = expect.stringMatching(/completed, and yet .* with code 71012560/) as string;
  const unresolved = { code: 'JOB_FAILED', reason };
  expect(verdicts).toMatchObject([unresolved, unresolved]);
});
