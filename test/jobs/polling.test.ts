import { describe, expect, it } from 'vitest';
import type { DrivenTarget } from '../world/driven-target.ts';
import { run } from './run.ts';

const GONE = { answer: 'refused', meaning: 'missing', status: 404 } as const;

const listNothing = (target: DrivenTarget) =>
  void Object.assign(target, { list: async () => ({ jobs: [] }) });

describe('a rate limit', () => {
  const limited = { answer: 'refused', meaning: 'rate', status: 429, waitMs: 1_200_000 } as const;

  it('that says when it ends is waited for, longer than a request may otherwise be tried again', async () => {
    const { summary, world } = await run({
      list: { refuse: (call) => (call >= 3 && call <= 5 ? limited : undefined) },
    });
    expect(summary.records.loaded).toBe(5);
    expect(world.now() - Date.UTC(2026, 0, 1)).toBeGreaterThanOrEqual(3_600_000);
  });

  it('that never ends stops the run, which can be resumed', async () => {
    const { code, message } = await run({
      list: { refuse: (call) => (call >= 3 ? limited : undefined) },
    });
    expect(code).toBe('RETRIES_EXHAUSTED');
    expect(message).toMatch(/^list did not succeed in 4 attempts/);
  });
});

describe('a job that runs', () => {
  it('and is missing from the list is requested by its id', async () => {
    const { summary, target } = await run(
      { tookMs: 5_000 },
      {
        rows: 1,
        before: listNothing,
      },
    );
    expect(summary.records.loaded).toBe(1);
    expect(target.calls.filter((call) => call === 'get job-1').length).toBeGreaterThan(0);
  });

  it('and answers 404 for the whole grace period has vanished, and its rows are in doubt', async () => {
    const { summary, world } = await run(
      { get: { refuse: () => GONE }, tookMs: 3_600_000 },
      {
        rows: 1,
        before: listNothing,
      },
    );
    expect(summary.records).toMatchObject({ loaded: 0, unresolved: 1 });
    expect(world.now() - Date.UTC(2026, 0, 1)).toBeGreaterThanOrEqual(120_000);
  });

  it('and answers 404 only for a while is waited for', async () => {
    const { summary } = await run(
      { get: { refuse: (call) => (call < 4 ? GONE : undefined) }, tookMs: 3_000 },
      {
        rows: 1,
        before: listNothing,
      },
    );
    expect(summary.records.loaded).toBe(1);
  });

  it('and never changes ends the run with JOB_IDLE', async () => {
    const { code, message, world } = await run(
      { tookMs: Number.POSITIVE_INFINITY },
      { rows: 1, jobs: { idleDeadlineSeconds: 600 } },
    );
    expect(code).toBe('JOB_IDLE');
    expect(message).toMatch(/^job job-1 has been `in_progress` for too long/);
    expect(world.now() - Date.UTC(2026, 0, 1)).toBeLessThan(700_000);
  });

  it('is polled with few calls, however long it takes', async () => {
    const { summary, target } = await run(
      { tookMs: 3_600_000 },
      { rows: 1, jobs: { idleDeadlineSeconds: 7_200 } },
    );
    expect(summary.records.loaded).toBe(1);
    expect(target.calls.filter((call) => call === 'list').length).toBeLessThan(200);
  });
});
