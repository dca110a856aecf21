import { TargetError } from '@rowferry/core';
import { describe, expect, it } from 'vitest';
import type { DrivenTarget } from '../world/driven-target.ts';
import { LOST, run } from './run.ts';

const replace = (make: (target: DrivenTarget) => Partial<DrivenTarget>) => ({
  rows: 1,
  before: (target: DrivenTarget) => void Object.assign(target, make({ ...target })),
});

describe('a run ends even if the tenant', () => {
  it('cancels each job before it takes its file', async () => {
    const { code, message, target } = await run(
      {},
      replace(({ create, cancel }) => ({
        async create(...given) {
          const job = await create(...given);
          await cancel(job.id, given[1]);
          return job;
        },
      })),
    );
    expect(code).toBe('JOB_REFUSED');
    expect(message).toMatch(/ended 8 jobs of chunk 1 before they took its file; the last: job-8/);
    expect(target.jobs.size).toBe(8);
  });

  it('forgets each job before it takes its file', async () => {
    const { code, message, target } = await run(
      {},
      replace(({ create, jobs }) => {
        let count = 0;
        return {
          async create(...given) {
            const { id, ...job } = await create(...given);
            jobs.delete(id);
            return { ...job, id: `forgotten-${++count}` };
          },
        };
      }),
    );
    expect(code).toBe('JOB_REFUSED');
    expect(message).toMatch(/8 jobs of chunk 1 .* the last: forgotten-8/);
    expect(target.calls.filter((call) => call === 'create')).toHaveLength(8);
  });

  it('loses the answer to each create, and creates no job', async () => {
    const { code, message } = await run({
      create: { refuse: (call) => (call > 1 ? LOST : undefined) },
    });
    expect(code).toBe('RETRIES_EXHAUSTED');
    expect(message).toMatch(/^create did not succeed in 8 attempts/);
  });

  it('loses the answer to each create, and creates a job each time', async () => {
    const { code, statuses } = await run(
      { create: { lose: (call) => (call > 1 ? LOST : undefined) } },
      { rows: 2 },
    );
    expect(code).toBe('RETRIES_EXHAUSTED');
    expect(statuses).not.toContain('pending');
  });

  it('refuses each token, or every other one', async () => {
    const wrong = { answer: 'refused', meaning: 'login', status: 401 } as const;
    const broken = { answer: 'refused', meaning: 'passing', status: 500, apiCode: 99 } as const;
    const always = await run({ create: { refuse: () => wrong } }, { rows: 1 });
    expect(always.code).toBe('TARGET_FAILED');
    const refuse = (call: number) => (call % 2 === 0 ? wrong : broken);
    expect((await run({ get: { refuse }, upload: { refuse } }, { rows: 1 })).code).toBe(
      'RETRIES_EXHAUSTED',
    );
  });

  it('returns a list of waiting jobs that always has one more page', async () => {
    let pages = 0;
    const { code, message } = await run(
      { create: { refuse: (call) => (call === 2 ? LOST : undefined) } },
      {
        rows: 2,
        before: (target) => {
          const { list } = target;
          const endless: DrivenTarget['list'] = async (query, given) => {
            const page = await list(query, given);
            return query.isWaiting === undefined ? page : { ...page, cursor: `page ${++pages}` };
          };
          Object.assign(target, { list: endless });
        },
      },
    );
    expect(code).toBe('RETRIES_EXHAUSTED');
    expect(message).toMatch(/list of waiting jobs/);
  });

  it('refuses every file for its size', async () => {
    const { summary, statuses } = await run(
      { upload: { refuse: () => ({ answer: 'refused', meaning: 'too-large', status: 413 }) } },
      { rows: 8, jobs: { maxRows: 8 } },
    );
    expect(summary.records).toMatchObject({ loaded: 0, rejected: 8 });
    expect(new Set(statuses)).toEqual(new Set(['cancelled']));
  });

  it('keeps a job pending and refuses each cancel', async () => {
    const { code } = await run(
      { upload: { refuse: () => ({ answer: 'refused', meaning: 'too-large', status: 413 }) } },
      replace(() => ({
        cancel: () =>
          Promise.reject(
            new TargetError('no', { answer: 'refused', meaning: 'other', status: 400 }),
          ),
      })),
    );
    expect(code).toBe('JOB_REFUSED');
  });
});
