import { describe, expect, it } from 'vitest';
import type { TargetFailure } from '../contract/target-error.ts';
import { GRACE_SECONDS, jobsWith, REQUEST } from './jobs.fixture.ts';

const LOST: TargetFailure = { answer: 'lost', meaning: 'passing' };
const UNSENT: TargetFailure = { answer: 'unsent', meaning: 'passing' };
const TOO_LARGE: TargetFailure = { answer: 'refused', meaning: 'too-large', status: 413 };
const UNEXPLAINED: TargetFailure = { answer: 'refused', meaning: 'other' };
const BAD: TargetFailure = { answer: 'refused', meaning: 'lasting' };
const first = (failure: TargetFailure) => (call: number) => (call === 1 ? failure : undefined);

/** A chunk of two rows, and a pending job for it. */
async function pendingJob(driving: Parameters<typeof jobsWith>[0]) {
  const run = await jobsWith(driving);
  const chunk = await run.addChunk(2);
  const job = await run.target.create(REQUEST, { signal: new AbortController().signal });
  run.target.calls.length = 0;
  return { ...run, uploading: run.jobs().uploader, chunk, job };
}

describe('an upload', () => {
  it('is journaled before it is sent, and sends the file as it is on disk', async () => {
    const { uploading, chunk, job, target, written } = await pendingJob({});
    const uploaded = await uploading.upload(chunk, job, false);
    expect(uploaded).toMatchObject({ fate: 'taken', job: { id: job.id, status: 'in_progress' } });
    expect(written()).toEqual(['uploading']);
    expect(target.jobs.get(job.id)?.rows).toBe(2);
  });

  it('whose answer is lost was taken if the job is at work', async () => {
    const { uploading, chunk, job, target } = await pendingJob({ upload: { lose: first(LOST) } });
    expect((await uploading.upload(chunk, job, false)).fate).toBe('taken');
    expect(target.calls).toEqual([`upload ${job.id}`, `get ${job.id}`]);
  });

  it('whose answer is lost is sent again while the job waits for its file', async () => {
    const run = await pendingJob({ upload: { refuse: first(LOST) } });
    const { uploading, chunk, job, target } = run;
    expect((await uploading.upload(chunk, job, false)).fate).toBe('taken');
    expect(target.calls).toEqual([`upload ${job.id}`, `get ${job.id}`, `upload ${job.id}`]);
    expect(run.written()).toEqual(['uploading', 'uploading']);
  });

  it('whose answer is lost may have been taken by a job that is then cancelled', async () => {
    const run = await pendingJob({ upload: { refuse: first(LOST) } });
    const { get, cancel } = run.target;
    run.target.get = async (id, options) => {
      await cancel(id, options);
      return await get(id, options);
    };
    expect((await run.uploading.upload(run.chunk, run.job, false)).fate).toBe('taken');
  });

  it('without an answer may have been taken, whatever is refused after it', async () => {
    const failures = [LOST, { answer: 'refused', meaning: 'rate' } as const];
    const run = await pendingJob({ upload: { refuse: (call) => failures[call - 1] } });
    const { journal } = run.directory;
    const { append } = journal;
    const refused: unknown[] = [];
    journal.append = async (entry) => {
      if (entry.type === 'upload-refused') refused.push(entry.mayBeTaken);
      await append(entry);
    };
    expect((await run.uploading.upload(run.chunk, run.job, false)).fate).toBe('taken');
    expect(refused).toEqual([true]);
  });

  it('that was never sent is sent again without asking for the job', async () => {
    const run = await pendingJob({ upload: { refuse: first(UNSENT) } });
    expect((await run.uploading.upload(run.chunk, run.job, false)).fate).toBe('taken');
    expect(run.target.calls).toEqual([`upload ${run.job.id}`, `upload ${run.job.id}`]);
    expect(run.written()).toEqual(['uploading', 'upload-refused', 'uploading']);
  });

  it.each([
    ['too large', TOO_LARGE],
    ['refused without an explanation', UNEXPLAINED],
  ])('that is %s leaves no pending job', async (_, failure) => {
    const { uploading, chunk, job, target } = await pendingJob({
      upload: { refuse: first(failure) },
    });
    expect((await uploading.upload(chunk, job, false)).fate).toBe('refused');
    expect(target.jobs.get(job.id)?.status).toBe('cancelled');
  });

  it.each(['rate', 'passing'] as const)(
    'that is refused as `%s` is sent again',
    async (meaning) => {
      const refuse = first({ answer: 'refused', meaning });
      const { uploading, chunk, job, target } = await pendingJob({ upload: { refuse } });
      expect((await uploading.upload(chunk, job, false)).fate).toBe('taken');
      expect(target.calls.filter((call) => call.startsWith('upload'))).toHaveLength(2);
    },
  );

  it('that is too large may have been taken by an earlier attempt without an answer', async () => {
    const { uploading, chunk, job } = await pendingJob({ upload: { refuse: first(TOO_LARGE) } });
    expect((await uploading.upload(chunk, job, true)).fate).toBe('taken');
  });

  it.each([
    ['was cancelled before any file came', false, 'unused'],
    ['was cancelled, and an earlier attempt had no answer', true, 'taken'],
  ])('to a job that %s: %s', async (_, mayBeTakenBefore, fate) => {
    const { uploading, chunk, job, target } = await pendingJob({});
    await target.cancel(job.id, { signal: new AbortController().signal });
    expect((await uploading.upload(chunk, job, mayBeTakenBefore)).fate).toBe(fate);
  });

  it('that is refused for good frees the slot, and rejects', async () => {
    const { uploading, chunk, job, target } = await pendingJob({ upload: { refuse: () => BAD } });
    const uploaded = uploading.upload(chunk, job, false);
    await expect(uploaded).rejects.toMatchObject({
      code: 'UPLOAD_REFUSED',
      cause: { failure: BAD },
    });
    expect(target.jobs.get(job.id)?.status).toBe('cancelled');
  });

  it('whose login is refused says nothing about the file, and frees the slot', async () => {
    const login: TargetFailure = { answer: 'refused', meaning: 'login', status: 401 };
    const { uploading, chunk, job, target } = await pendingJob({ upload: { refuse: () => login } });
    const uploaded = uploading.upload(chunk, job, false);
    await expect(uploaded).rejects.toMatchObject({ code: 'TARGET_FAILED', failure: login });
    expect(target.jobs.get(job.id)?.status).toBe('cancelled');
  });

  it('frees the slot when its attempts are used up', async () => {
    const { uploading, chunk, job, target } = await pendingJob({ upload: { refuse: () => LOST } });
    await expect(uploading.upload(chunk, job, false)).rejects.toMatchObject({
      code: 'RETRIES_EXHAUSTED',
    });
    expect(target.jobs.get(job.id)?.status).toBe('cancelled');
  });
});

describe('a job that is asked for', () => {
  it('has vanished once it is missing for the whole grace', async () => {
    const { uploading, job, target, world } = await pendingJob({});
    target.jobs.delete(job.id);
    const begun = world.elapsed();
    expect((await uploading.ask(job)).result).toBe('vanished');
    expect(world.elapsed() - begun).toBeGreaterThanOrEqual(GRACE_SECONDS * 1000);
  });

  it('is there again where a read lagged', async () => {
    const { uploading, job } = await pendingJob({
      get: {
        refuse: (call) =>
          call < 4 ? { answer: 'refused', meaning: 'missing', status: 404 } : undefined,
      },
    });
    expect((await uploading.ask(job)).status).toBe('pending');
  });
});
