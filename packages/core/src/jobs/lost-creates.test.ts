import { describe, expect, it } from 'vitest';
import type { Job } from '../contract/job.ts';
import { GRACE_SECONDS, jobsWith, REQUEST } from './jobs.fixture.ts';
import { SLACK_MS } from './target-clock.ts';

const NEVER = new AbortController().signal;
const alone = <T>(work: () => Promise<T>) => work();

/** A run with one create whose answer was lost; `leaves` says whether it created a job. */
async function lostCreate({ leaves, knowsLogin }: { leaves: boolean; knowsLogin: boolean }) {
  // A list may be late, or ignore its filter.
  const run = await jobsWith({ ignoresFilter: true });
  const { world, clock, target } = run;
  const { number: chunk } = await run.addChunk(1);
  const { lost } = run.jobs();
  const known = await target.create(REQUEST, { signal: NEVER });
  await target.cancel(known.id, { signal: NEVER });
  if (knowsLogin) lost.answered(known);
  clock.compare(known.createdAt, known.answeredAt, 0);
  const at = clock.now();
  const creating = { type: 'creating', chunk, at, slackMs: 0, isLoginKnown: knowsLogin } as const;
  await run.directory.journal.append(creating);
  const orphan = leaves ? await target.create(REQUEST, { signal: NEVER }) : undefined;
  await lost.remember({ number: 1, chunk, at, sentAt: world.elapsed() }, 0);
  return { ...run, chunk, lost, orphan, sentAt: world.elapsed() };
}

const statusOf = (run: Awaited<ReturnType<typeof jobsWith>>, id = '') =>
  run.target.jobs.get(id)?.status;

describe('a lost create', () => {
  it('is accounted for when nothing of it can arrive any more, and no waiting job is unknown', async () => {
    const run = await lostCreate({ leaves: false, knowsLogin: true });
    await run.lost.account(run.chunk, alone);
    expect(run.world.elapsed() - run.sentAt).toBeGreaterThanOrEqual(GRACE_SECONDS * 1000);
    expect(run.lost.openCount).toBe(0);
    expect(run.written()).toEqual(['creating', 'create-lost', 'accounted']);
  });

  it('that left a job has it cancelled, once it has waited for the grace', async () => {
    const run = await lostCreate({ leaves: true, knowsLogin: true });
    await run.lost.account(run.chunk, alone);
    expect(statusOf(run, run.orphan?.id)).toBe('cancelled');
    expect(run.lost.openCount).toBe(0);
  });

  it('that arrived late leaves its job alone until that has waited for the grace', async () => {
    const run = await lostCreate({ leaves: false, knowsLogin: true });
    await run.world.sleep(100_000, NEVER);
    const late = await run.target.create(REQUEST, { signal: NEVER });
    const createdAt = run.world.elapsed();
    await run.lost.account(run.chunk, alone);
    expect(statusOf(run, late.id)).toBe('cancelled');
    expect(run.world.elapsed() - createdAt).toBeGreaterThanOrEqual(GRACE_SECONDS * 1000);
  });

  it.each([
    ['of another login', { createdBy: 'somebody' }],
    ['of another object', { object: 'Other' }],
    ['of another operation', { operation: 'delete' }],
    ['that was created before', { createdAt: '2020-01-01T00:00:00.000Z' }],
    ['that works already', { status: 'in_progress' }],
  ])('never touches a job %s', async (_, job) => {
    const run = await lostCreate({ leaves: false, knowsLogin: true });
    run.target.addForeign({ id: 'foreign', ...job });
    await run.lost.account(run.chunk, alone);
    expect(run.target.calls).not.toContain('cancel foreign');
  });

  it.each([
    ['two seconds before the create', -2000, 'cancelled'],
    ['earlier than that', -2001, 'pending'],
    ['two seconds after the grace', GRACE_SECONDS * 1000 + 2000, 'cancelled'],
    ['later than that', GRACE_SECONDS * 1000 + 2001, 'pending'],
  ])('may have left a job that was created %s: %i ms, %s', async (_, ms, status) => {
    for (const aheadMs of [0, 60_000, -60_000]) {
      const run = await lostCreate({ leaves: false, knowsLogin: true });
      run.clock.compare(new Date(run.sentAt + aheadMs).toISOString(), run.sentAt, 0);
      const createdAt = new Date(run.sentAt + aheadMs + ms).toISOString();
      run.target.addForeign({ id: 'unknown', createdAt });
      await run.lost.account(run.chunk, alone);
      expect(statusOf(run, 'unknown')).toBe(status);
    }
  });

  it('is over once its job was cancelled, though a list that lags still shows it', async () => {
    const run = await lostCreate({ leaves: true, knowsLogin: true });
    const { list } = run.target;
    const shown = { ...run.target.jobs.get(run.orphan?.id ?? '') } as Job;
    const lagsUntil = run.sentAt + GRACE_SECONDS * 1000 + 5000;
    run.target.list = async (query, options) =>
      run.world.elapsed() < lagsUntil ? { jobs: [shown] } : await list(query, options);
    await run.lost.account(run.chunk, alone);
    expect(run.world.elapsed()).toBeLessThan(lagsUntil);
    expect(run.target.calls.filter((call) => call.startsWith('cancel job-2'))).toHaveLength(1);
  });

  it('cancels nothing while more jobs may be of any lost create than there are', async () => {
    const run = await lostCreate({ leaves: true, knowsLogin: true });
    await run.world.sleep(600_000, NEVER);
    const { number: chunk } = await run.addChunk(1);
    const at = run.clock.now();
    for (const id of ['a', 'b'])
      run.target.addForeign({ id, createdAt: new Date(at).toISOString() });
    await run.lost.remember({ number: 2, chunk, at, sentAt: run.world.elapsed() }, 0);
    await run.world.sleep(GRACE_SECONDS * 1000, NEVER);
    await expect(run.lost.account(run.chunk, alone)).rejects.toMatchObject({ code: 'CREATE_LOST' });
    expect(statusOf(run, run.orphan?.id)).toBe('pending');
  });

  it('never touches a job whose create was answered', async () => {
    const run = await lostCreate({ leaves: false, knowsLogin: true });
    const ours = await run.target.create(REQUEST, { signal: NEVER });
    run.lost.answered(ours);
    await run.lost.account(run.chunk, alone);
    expect(statusOf(run, ours.id)).toBe('pending');
  });

  it('ignores a job of another program that takes its file before it has waited for the grace', async () => {
    const run = await lostCreate({ leaves: true, knowsLogin: true });
    await run.world.sleep(100_000, NEVER);
    const createdAt = new Date(run.world.elapsed()).toISOString();
    run.target.addForeign({ id: 'foreign', createdAt });
    const take = run.world.sleep(40_000, NEVER).then(() => {
      run.target.addForeign({ id: 'foreign', createdAt, status: 'in_progress' });
    });
    await run.lost.account(run.chunk, alone);
    await take;
    expect(statusOf(run, run.orphan?.id)).toBe('cancelled');
    expect(run.target.calls).not.toContain('cancel foreign');
  });

  it('stops the run where another program with the same login makes it undecidable', async () => {
    const run = await lostCreate({ leaves: true, knowsLogin: true });
    run.target.addForeign({ id: 'foreign' });
    const accounting = run.lost.account(run.chunk, alone);
    await expect(accounting).rejects.toMatchObject({ code: 'CREATE_LOST' });
    await expect(accounting).rejects.toThrow('foreign');
    expect([statusOf(run, run.orphan?.id), statusOf(run, 'foreign')]).toEqual([
      'pending',
      'pending',
    ]);
    expect(run.lost.openCount).toBe(1);
  });

  it('stops the run where a job seems left, and no answer has shown which login is ours', async () => {
    const run = await lostCreate({ leaves: true, knowsLogin: false });
    expect(await run.lost.mayHaveLeftJobs()).toBe(true);
    await expect(run.lost.account(run.chunk, alone)).rejects.toMatchObject({ code: 'CREATE_LOST' });
    expect(statusOf(run, run.orphan?.id)).toBe('pending');
  });

  it('of an earlier process is accounted for by the time since it was sent', async () => {
    const run = await lostCreate({ leaves: true, knowsLogin: true });
    const { number: chunk } = await run.addChunk(1);
    const createdBy = run.orphan?.createdBy ?? '';
    await run.directory.journal.append({ type: 'created', chunk, job: 'job-1', createdBy });
    await run.world.sleep(60_000, NEVER);
    const { lost: resumed } = run.jobs();
    // Another process may have another login; the first create that is answered shows it.
    expect([resumed.openCount, resumed.knowsLogin]).toEqual([1, false]);
    const mine = await run.target.create(REQUEST, { signal: NEVER });
    resumed.answered(mine);
    await run.target.cancel(mine.id, { signal: NEVER });
    await resumed.accountAll();
    // The clock of the earlier process may have been ahead, as well as this one.
    const tookMs = run.world.elapsed() - run.sentAt;
    expect(tookMs).toBeGreaterThanOrEqual(GRACE_SECONDS * 1000 + 2 * SLACK_MS);
    expect(tookMs).toBeLessThan(GRACE_SECONDS * 1000 + 30_000);
    expect(statusOf(run, run.orphan?.id)).toBe('cancelled');
  });

  it.each([
    ['knew its login', true],
    ['did not know its login yet', false],
  ])(
    'of an earlier process that %s is found before this one knows its own',
    async (_, knowsLogin) => {
      const run = await lostCreate({ leaves: true, knowsLogin });
      const { number: chunk } = await run.addChunk(1);
      const createdBy = run.orphan?.createdBy ?? '';
      await run.directory.journal.append({ type: 'created', chunk, job: 'job-1', createdBy });
      const { lost: resumed } = run.jobs();
      await resumed.accountAll();
      expect(resumed.knowsLogin).toBe(false);
      expect(statusOf(run, run.orphan?.id)).toBe('cancelled');
    },
  );

  it('of an earlier process that never knew its login may be of any: its job is named, not cancelled', async () => {
    const run = await lostCreate({ leaves: false, knowsLogin: false });
    run.target.addForeign({ id: 'left', createdBy: 'the login before' });
    const { lost: resumed } = run.jobs();
    const mine = await run.target.create(REQUEST, { signal: NEVER });
    resumed.answered(mine);
    await expect(resumed.accountAll()).rejects.toMatchObject({
      ...{ code: 'CREATE_LOST', jobs: ['left'] },
    });
    expect(statusOf(run, 'left')).toBe('pending');
  });

  it('of an earlier process that never knew its login is not taken for one of this process', async () => {
    const run = await lostCreate({ leaves: false, knowsLogin: false });
    run.target.addForeign({ id: 'left', createdBy: 'the login before' });
    const { lost: resumed } = run.jobs();
    const { number: chunk } = await run.addChunk(1);
    const own = await run.target.create(REQUEST, { signal: NEVER });
    const [at, sentAt] = [run.clock.now(), run.world.elapsed()];
    await resumed.remember({ number: 2, chunk, at, sentAt }, 0);
    const mine = await run.target.create(REQUEST, { signal: NEVER });
    resumed.answered(mine);
    await expect(resumed.accountAll()).rejects.toMatchObject({
      ...{ code: 'CREATE_LOST', jobs: ['left'] },
    });
    expect([statusOf(run, 'left'), statusOf(run, own.id)]).toEqual(['pending', 'cancelled']);
  });

  it('that another job may have come from as well still names the job of an unknown login', async () => {
    const run = await lostCreate({ leaves: false, knowsLogin: false });
    run.target.addForeign({ id: 'left', createdBy: 'the login before' });
    await run.world.sleep(60_000, NEVER);
    // In the time of the first create, too.
    const { number: chunk } = await run.addChunk(1);
    const at = run.clock.now();
    const creating = { type: 'creating', chunk, at, slackMs: 0, isLoginKnown: false } as const;
    await run.directory.journal.append(creating);
    const own = await run.target.create(REQUEST, { signal: NEVER });
    const { lost: resumed } = run.jobs();
    const mine = await run.target.create(REQUEST, { signal: NEVER });
    resumed.answered(mine);
    await expect(resumed.accountAll()).rejects.toMatchObject({
      ...{ code: 'CREATE_LOST', jobs: ['left'] },
    });
    expect([statusOf(run, 'left'), statusOf(run, own.id)]).toEqual(['pending', 'cancelled']);
  });
});
