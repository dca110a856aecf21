import { describe, expect, it } from 'vitest';
import type { DrivenTarget } from '../world/driven-target.ts';
import { LOST, run } from './run.ts';

const FULL = { answer: 'refused', meaning: 'full' } as const;
const NEVER = { answer: 'refused', meaning: 'lasting' } as const;
const OTHERS = ['a', 'b', 'c', 'd', 'e'].map((id) => ({
  id,
  status: 'in_progress',
  createdBy: 'somebody',
}));
const addOthers = (target: DrivenTarget) => OTHERS.forEach(target.addForeign);

describe('a full tenant', () => {
  it('is waited for without a limit and without using attempts, even those of a lost answer', async () => {
    const { summary, code } = await run(
      {
        create: {
          refuse: (call) => (call > 1 && call <= 40 ? FULL : undefined),
          lose: (call) => (call === 41 ? LOST : undefined),
        },
      },
      { before: addOthers },
    );
    expect(code).toBeUndefined();
    expect(summary.records.loaded).toBe(5);
  });

  it('does not use up the one new login when tokens expire during the wait', async () => {
    const expired = { answer: 'refused', meaning: 'login' } as const;
    const { summary } = await run(
      {
        create: {
          refuse: (call) => (call === 1 || call === 9 ? expired : call < 9 ? FULL : undefined),
        },
      },
      { rows: 1, before: addOthers },
    );
    expect(summary.records.loaded).toBe(1);
  });

  it('is believed for some attempts where the list of jobs shows a free slot', async () => {
    const { summary, target } = await run(
      { create: { refuse: (call) => (call < 4 ? FULL : undefined) } },
      { rows: 1 },
    );
    expect(summary.records.loaded).toBe(1);
    expect(target.calls.filter((call) => call === 'create')).toHaveLength(4);
  });

  it('is no explanation where the list never shows it: the run stops', async () => {
    const { code, target } = await run(
      { create: { refuse: () => FULL } },
      { rows: 1, jobs: { attemptsMax: 5 } },
    );
    expect(code).toBe('CREATE_REFUSED');
    expect(target.calls.filter((call) => call === 'create')).toHaveLength(5);
  });

  it('that says so in an answer that may have left a job leaves none', async () => {
    const { summary, statuses } = await run(
      {
        create: { lose: (call) => (call === 2 ? { answer: 'lost', meaning: 'full' } : undefined) },
      },
      { rows: 3, jobs: { concurrency: 1 } },
    );
    expect(summary.records.loaded).toBe(3);
    expect(statuses.toSorted()).toEqual(['cancelled', 'completed', 'completed', 'completed']);
  });
});

describe('a create whose answer was lost', () => {
  it.each([LOST, { answer: 'lost', meaning: 'full' } as const])(
    'keeps its slot until its job is found and cancelled; never more than five are active: %j',
    async (lost) => {
      const { summary, target, statuses } = await run(
        { create: { lose: (call) => (call % 3 === 0 ? lost : undefined) }, tookMs: 20_000 },
        { rows: 30 },
      );
      expect(summary.records.loaded).toBe(30);
      expect(target.activePeak).toBeLessThanOrEqual(5);
      expect(new Set(statuses)).toEqual(new Set(['completed', 'cancelled']));
    },
  );

  it('and which filled the tenant before any login was known is named, and not waited for', async () => {
    const { code, message } = await run(
      {
        create: {
          lose: (call) => (call === 1 ? LOST : undefined),
          refuse: (call) => (call === 1 ? undefined : call < 100 ? FULL : NEVER),
        },
      },
      { rows: 1, before: (target) => OTHERS.slice(1).forEach(target.addForeign) },
    );
    expect(code).toBe('CREATE_LOST');
    expect(message).toContain('job-5');
  });

  it('finds its job although ids are spelled with dashes and in capitals', async () => {
    const creatorSpelled = '7B39D73F-0000-0000-ABCD-EF0123456789';
    const { summary, statuses } = await run({
      creatorSpelled,
      create: { lose: (call) => (call === 3 ? LOST : undefined) },
    });
    expect(summary.records.loaded).toBe(5);
    expect(statuses.filter((status) => status === 'cancelled')).toHaveLength(1);
  });

  it('that left no job frees its slot after the grace period, and no job is cancelled', async () => {
    const { summary, target, world } = await run({
      create: { refuse: (call) => (call === 2 ? LOST : undefined) },
    });
    expect(summary.records.loaded).toBe(5);
    expect(target.calls.some((call) => call.startsWith('cancel'))).toBe(false);
    expect(world.now() - Date.UTC(2026, 0, 1)).toBeGreaterThanOrEqual(120_000);
  });

  it.each([3_600_000, -3_600_000])(
    'is waited for equally long when the clock jumps by %i ms meanwhile',
    async (ms) => {
      const { summary, world } = await run(
        { create: { refuse: (call) => (call === 2 ? LOST : undefined) } },
        {
          before(target, given) {
            const { create } = target;
            Object.assign(target, {
              create: (...[request, options]: Parameters<typeof create>) =>
                create(request, options).catch((error: unknown) => {
                  given.jump(ms);
                  throw error;
                }),
            });
          },
        },
      );
      expect(summary.records.loaded).toBe(5);
      const tookMs = world.elapsed() - Date.UTC(2026, 0, 1);
      expect(tookMs).toBeGreaterThanOrEqual(120_000);
      expect(tookMs).toBeLessThan(300_000);
    },
  );

  it('does not touch jobs of another login, object, operation or time', async () => {
    const foreign = [
      { id: 'login', createdBy: 'somebody' },
      { id: 'object', object: 'Other' },
      { id: 'operation', operation: 'update' },
      { id: 'earlier', createdAt: new Date(Date.UTC(2025, 0, 1)).toISOString() },
    ];
    const { summary, target } = await run(
      { create: { lose: (call) => (call === 2 ? LOST : undefined) } },
      { before: (at) => foreign.forEach(at.addForeign) },
    );
    expect(summary.records.loaded).toBe(5);
    for (const { id } of foreign) expect(target.jobs.get(id)?.status).toBe('pending');
  });

  it('with more candidates than lost creates cancels none, and the run stops and names them', async () => {
    const { code, message, target } = await run(
      { create: { lose: (call) => (call === 2 ? LOST : undefined) } },
      { before: (at) => at.addForeign({ id: 'twin' }) },
    );
    expect(code).toBe('CREATE_LOST');
    expect(message).toMatch(/twin/);
    expect(target.calls.some((call) => call.startsWith('cancel'))).toBe(false);
    expect(target.jobs.get('twin')?.status).toBe('pending');
  });

  it('three times before any was answered stops the run, which names the jobs and suspects no other program', async () => {
    const { code, message, target } = await run({ create: { lose: () => LOST } });
    expect(code).toBe('CREATE_LOST');
    expect(target.jobs.size).toBe(3);
    for (const id of target.jobs.keys()) expect(message).toContain(id);
    expect(message).toContain('no create was answered in the process that sent it');
    expect(message).not.toContain('another program');
  });

  it('whose job has no creation date is accounted for as well', async () => {
    let jobs: DrivenTarget['jobs'] = new Map();
    const undate = () => {
      for (const [id, { createdAt: _, ...job }] of jobs) jobs.set(id, job);
    };
    const { summary } = await run(
      { create: { lose: (call) => (call === 2 ? LOST : undefined) } },
      {
        plugins: [{ name: 'undate', onJob: undate }],
        before: (target) => {
          jobs = target.jobs;
        },
      },
    );
    expect(summary.records.loaded).toBe(5);
  });
});

describe('a job that was created', () => {
  it('is cancelled when a plugin stops the run before the upload starts', async () => {
    const { code, target, statuses } = await run(
      {},
      {
        rows: 1,
        plugins: [
          {
            name: 'audit',
            onJob({ status }) {
              if (status === 'uploading') throw new Error('no');
            },
          },
        ],
      },
    );
    expect(code).toBe('PLUGIN_FAILED');
    expect(statuses).toEqual(['cancelled']);
    expect(target.calls.some((call) => call.startsWith('upload'))).toBe(false);
  });
});

describe('a login that ends while the jobs of lost creates are looked for', () => {
  it('ends the run: the create that was answered meanwhile is not sent again, and its job is cancelled', async () => {
    const ended = { answer: 'refused', meaning: 'login' } as const;
    const { code, target, statuses } = await run(
      {
        create: { lose: (call) => (call === 1 ? LOST : undefined) },
        list: { refuse: (call) => (call === 2 || call === 3 ? ended : undefined) },
      },
      { rows: 2 },
    );
    expect(code).toBe('TARGET_FAILED');
    expect(target.calls.filter((call) => call === 'create')).toHaveLength(2);
    expect(statuses).toEqual(['cancelled', 'cancelled']);
  });
});
