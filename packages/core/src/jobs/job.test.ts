import { describe, expect, it } from 'vitest';
import type { Chunk } from '../chunks/chunk.ts';
import type { Job } from '../contract/job.ts';
import type { TargetFailure } from '../contract/target-error.ts';
import type { OpenChunk } from '../journal/open-chunk.ts';
import type { Outcome } from './job.ts';
import { GRACE_SECONDS, jobsWith, REQUEST } from './jobs.fixture.ts';

type Run = Awaited<ReturnType<typeof jobsWith>>;
const NEVER = new AbortController().signal;
const TOO_LARGE: TargetFailure = {
  answer: 'refused',
  meaning: 'too-large',
  status: 413,
  apiMessage: 'too large',
};

async function outcomesOf(run: Run, open: OpenChunk): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for await (const outcome of run.jobs().runner.run(open)) outcomes.push(outcome);
  return outcomes;
}

/** A chunk that an earlier process left with a job. */
async function left(
  run: Run,
  chunk: Chunk,
  ...more: ('uploading' | 'uploaded')[]
): Promise<OpenChunk> {
  const { journal } = run.directory;
  const { id: job } = await run.target.create(REQUEST, { signal: NEVER });
  await journal.append({ type: 'created', chunk: chunk.number, job });
  for (const type of more) {
    const line = { chunk: chunk.number, job };
    const at = run.clock.now();
    await journal.append(type === 'uploading' ? { type, ...line, at } : { type, ...line });
  }
  run.target.calls.length = 0;
  return journal.state.chunks.get(chunk.number) as OpenChunk;
}

describe('a chunk without a job', () => {
  it('goes through create, upload and wait, each journaled before the next', async () => {
    const run = await jobsWith();
    const chunk = await run.addChunk(3);
    const [outcome, ...more] = await outcomesOf(run, { chunk });
    expect(more).toEqual([]);
    expect(outcome).toMatchObject({ chunk, job: { result: 'completed', recordsProcessed: 3 } });
    expect(run.written()).toEqual(['creating', 'created', 'uploading', 'uploaded', 'ended']);
    expect(run.statuses).toEqual(['creating', 'uploading', 'working', 'completed']);
  });

  it('is sent soon after its create was journaled, though the disk is slow', async () => {
    const run = await jobsWith();
    const chunk = await run.addChunk(1);
    const { journal } = run.directory;
    const { append } = journal;
    let isSlow = true;
    const announcedAt: number[] = [];
    journal.append = async (entry) => {
      await append(entry);
      if (entry.type !== 'creating') return;
      announcedAt.push(entry.at);
      if (isSlow) await run.world.sleep(60_000, NEVER);
      isSlow = false;
    };
    await outcomesOf(run, { chunk });
    expect(run.written().slice(0, 4)).toEqual(['creating', 'uncreated', 'creating', 'created']);
    const created = Date.parse(run.target.jobs.get('job-1')?.createdAt ?? '');
    expect(created - (announcedAt[1] as number)).toBeLessThanOrEqual(2000);
  });

  it.each([
    ['without a limit while a list shows that it is', 5],
    ['a few times while the list shows a free slot', 4],
  ])('gets another job where one fails because the tenant is full, %s', async (_, others) => {
    const run = await jobsWith();
    const chunk = await run.addChunk(1);
    for (let n = 0; n < others; n++) {
      run.target.addForeign({ id: `other-${n}`, status: 'in_progress', createdBy: 'somebody' });
    }
    const { upload, jobs } = run.target;
    run.target.upload = async (id, file, options) => {
      const job = jobs.get(id);
      const isLast = jobs.size === 20;
      const error = { meaning: 'full', message: 'Service limit reached' } as const;
      if (job && !isLast)
        jobs.set(id, { ...job, status: 'failed', phase: 'over', result: 'failed', error });
      return await upload(id, file, options);
    };
    const outcomes = outcomesOf(run, { chunk });
    if (others === 5) expect((await outcomes)[0]?.job.id).toBe('job-20');
    else await expect(outcomes).rejects.toMatchObject({ code: 'JOB_REFUSED' });
  });

  it('whose job failed because the tenant is full makes the next create wait', async () => {
    const run = await jobsWith({ tookMs: 1 });
    const { runner } = run.jobs();
    const { get, list } = run.target;
    const error = { meaning: 'full', message: 'Service limit reached' } as const;
    const fail = (job: Job): Job =>
      job.phase === 'over' ? { ...job, status: 'failed', result: 'failed', error } : job;
    run.target.get = async (...given) => fail(await get(...given));
    run.target.list = async (...given) => {
      const page = await list(...given);
      return { ...page, jobs: page.jobs.map(fail) };
    };
    const createdAt: number[] = [];
    const { create } = run.target;
    run.target.create = async (...given) => {
      createdAt.push(run.world.elapsed());
      return await create(...given);
    };
    let endedAt = 0;
    for (const rows of [1, 1]) {
      for await (const outcome of runner.run({ chunk: await run.addChunk(rows) })) {
        expect(outcome.job.result).toBe('failed');
        endedAt ||= run.world.elapsed();
      }
    }
    expect((createdAt[1] ?? 0) - endedAt).toBeGreaterThanOrEqual(500);
  });

  it('gets another job where one ends before it takes the file, and stops at the limit', async () => {
    const run = await jobsWith();
    const chunk = await run.addChunk(1);
    const { upload } = run.target;
    let cancelled = 0;
    run.target.upload = async (id, file, options) => {
      if (cancelled++ < 2) await run.target.cancel(id, options);
      return await upload(id, file, options);
    };
    expect((await outcomesOf(run, { chunk }))[0]?.job.id).toBe('job-3');
    expect(run.written().filter((type) => type === 'unused')).toHaveLength(2);
    cancelled = Number.NEGATIVE_INFINITY;
    await expect(outcomesOf(run, { chunk: await run.addChunk(1) })).rejects.toMatchObject({
      code: 'JOB_REFUSED',
    });
  });

  it('starts nothing once the run is to stop', async () => {
    const run = await jobsWith();
    const chunk = await run.addChunk(1);
    run.soft.abort('stop');
    await expect(outcomesOf(run, { chunk })).rejects.toBe('stop');
    expect(run.target.calls).toEqual([]);
  });

  it('cancels its job if the run is to stop before the upload', async () => {
    const run = await jobsWith();
    const chunk = await run.addChunk(1);
    const { create } = run.target;
    run.target.create = async (...given) => {
      const job = await create(...given);
      run.soft.abort('stop');
      return job;
    };
    await expect(outcomesOf(run, { chunk })).rejects.toBe('stop');
    expect(run.target.jobs.get('job-1')?.status).toBe('cancelled');
    expect(run.written()).toEqual(['creating', 'created', 'unused']);
  });

  it('cancels its job if the journal cannot record it', async () => {
    const run = await jobsWith();
    const chunk = await run.addChunk(1);
    const { journal } = run.directory;
    const { append } = journal;
    journal.append = async (entry) => {
      if (entry.type === 'created') throw new Error('disk full');
      await append(entry);
    };
    await expect(outcomesOf(run, { chunk })).rejects.toThrow('disk full');
    expect(run.target.jobs.get('job-1')?.status).toBe('cancelled');
  });
});

describe('a chunk that is too large', () => {
  it('goes on as two halves, and the limit is known', async () => {
    const run = await jobsWith({
      upload: { refuse: (call) => (call === 1 ? TOO_LARGE : undefined) },
    });
    const chunk = await run.addChunk(5);
    const outcomes = await outcomesOf(run, { chunk });
    expect(outcomes.map(({ chunk: { rows } }) => rows)).toEqual([3, 2]);
    expect(run.tooLarge).toEqual([5]);
    expect(run.directory.journal.state.chunks.has(chunk.number)).toBe(false);
  });

  it('with one row is a refusal of that row', async () => {
    const run = await jobsWith({ upload: { refuse: () => TOO_LARGE } });
    const [outcome] = await outcomesOf(run, { chunk: await run.addChunk(1) });
    expect(outcome?.refused).toEqual({ message: 'too large' });
    expect(run.target.jobs.get('job-1')?.status).toBe('cancelled');
  });
});

describe('a chunk that is refused without an explanation', () => {
  const UNEXPLAINED: TargetFailure = { answer: 'refused', meaning: 'other' };

  it('was too large if half of it is taken', async () => {
    const run = await jobsWith({
      upload: { refuse: (call) => (call === 1 ? UNEXPLAINED : undefined) },
    });
    const outcomes = await outcomesOf(run, { chunk: await run.addChunk(5) });
    expect(outcomes.map(({ chunk: { rows } }) => rows)).toEqual([3, 2]);
    expect(run.tooLarge).toEqual([5]);
  });

  it.each([1, 5])('of %i rows stops the run if less is refused as well', async (rows) => {
    const run = await jobsWith({ upload: { refuse: () => UNEXPLAINED } });
    const outcomes = outcomesOf(run, { chunk: await run.addChunk(rows) });
    await expect(outcomes).rejects.toMatchObject({ code: 'UPLOAD_REFUSED' });
    expect(run.tooLarge).toEqual([]);
    expect([...run.target.jobs.values()].map(({ status }) => status)).toEqual(
      new Array(rows === 1 ? 1 : 2).fill('cancelled'),
    );
  });
});

describe('a chunk that an earlier process left', () => {
  it('waits for the job that took its file, and sends nothing', async () => {
    const run = await jobsWith();
    const chunk = await run.addChunk(2);
    const open = await left(run, chunk, 'uploading', 'uploaded');
    const file = { sizeBytes: 0, open: async function* () {} };
    await run.target.upload('job-1', file, { signal: NEVER });
    run.target.calls.length = 0;
    expect((await outcomesOf(run, open))[0]?.job.result).toBe('completed');
    expect(run.target.calls.filter((call) => !call.startsWith('list'))).toEqual([]);
  });

  it.each([
    ['waits for its file', [], ['get job-1', 'upload job-1']],
    [
      'waits for its file, though it may have arrived',
      ['uploading'],
      ['get job-1', 'upload job-1'],
    ],
  ] as const)('uploads to the job that %s', async (_, more, calls) => {
    const run = await jobsWith();
    const open = await left(run, await run.addChunk(2), ...more);
    expect((await outcomesOf(run, open))[0]?.job.id).toBe('job-1');
    expect(run.target.calls.slice(0, 2)).toEqual(calls);
  });

  it.each([
    ['no file was sent', [], 'job-2'],
    ['a file may have arrived', ['uploading'], 'job-1'],
  ] as const)('whose job is cancelled, where %s', async (_, more, job) => {
    const run = await jobsWith();
    const open = await left(run, await run.addChunk(2), ...more);
    await run.target.cancel('job-1', { signal: NEVER });
    expect((await outcomesOf(run, open))[0]?.job.id).toBe(job);
  });

  it('keeps its job while a file may still arrive, though the run is to stop', async () => {
    const run = await jobsWith();
    const open = await left(run, await run.addChunk(2), 'uploading');
    run.soft.abort('stop');
    await expect(outcomesOf(run, open)).rejects.toBe('stop');
    expect(run.target.jobs.get('job-1')?.status).toBe('pending');
    // The upload was journaled before it was sent.
    await run.world.sleep(1.5 * GRACE_SECONDS * 1000, NEVER);
    await expect(outcomesOf(run, open)).rejects.toBe('stop');
    expect(run.target.jobs.get('job-1')?.status).toBe('pending');
    await run.world.sleep(1.5 * GRACE_SECONDS * 1000, NEVER);
    await expect(outcomesOf(run, open)).rejects.toBe('stop');
    expect(run.target.jobs.get('job-1')?.status).toBe('cancelled');
  });
});
