import { describe, expect, it } from 'vitest';
import { TargetError, type TargetFailure } from '../contract/target-error.ts';
import { canceller } from './cancel.ts';
import { GRACE_SECONDS, jobsWith, REQUEST } from './jobs.fixture.ts';
import { requestsTo } from './requests.ts';

const NEVER = new AbortController().signal;
const refused = (meaning: TargetFailure['meaning']): TargetFailure => ({
  answer: 'refused',
  meaning,
});

/** A pending job, and what cancels it. */
async function pendingJob() {
  const { world, target } = await jobsWith();
  const attempts = { attemptsMax: 3, retryDeadlineSeconds: 900 };
  const { id } = await target.create(REQUEST, { signal: NEVER });
  const cancelling = canceller(requestsTo(target, attempts, world, NEVER), GRACE_SECONDS);
  const refuse = (name: 'cancel' | 'get', failure: TargetFailure, times = 1_000) => {
    const send = target[name];
    let left = times;
    target[name] = async (...given) => {
      if (left-- > 0) throw new TargetError('refused', failure);
      return await send(...given);
    };
  };
  return { world, target, id, cancelling, refuse };
}

describe('a job that is cancelled', () => {
  it('is over, and seen to be', async () => {
    const { cancelling, id, target } = await pendingJob();
    expect(await cancelling.cancel(id)).toMatchObject({ id, result: 'cancelled' });
    expect(target.calls.at(-1)).toBe(`get ${id}`);
  });

  it('may be gone, or have taken its file', async () => {
    const gone = await pendingJob();
    gone.target.jobs.delete(gone.id);
    expect(await gone.cancelling.cancel(gone.id)).toBeUndefined();
    const taken = await pendingJob();
    const file = { sizeBytes: 0, open: async function* () {} };
    await taken.target.upload(taken.id, file, { signal: NEVER });
    expect(await taken.cancelling.cancel(taken.id)).toMatchObject({ phase: 'working' });
  });

  it('is asked to be cancelled again while it still waits', async () => {
    const { cancelling, id, refuse } = await pendingJob();
    refuse('cancel', refused('other'), 3);
    expect(await cancelling.cancel(id)).toMatchObject({ result: 'cancelled' });
  });

  it('is named if it waits to the end of the grace', async () => {
    const { cancelling, id, refuse, world } = await pendingJob();
    refuse('cancel', refused('other'));
    const begun = world.elapsed();
    await expect(cancelling.cancel(id)).rejects.toMatchObject({ code: 'JOB_REFUSED', jobs: [id] });
    expect(world.elapsed() - begun).toBeGreaterThanOrEqual(GRACE_SECONDS * 1000);
  });

  it('is not gone because it was once not found', async () => {
    const { cancelling, id, refuse } = await pendingJob();
    refuse('cancel', refused('other'));
    refuse('get', { ...refused('missing'), status: 404 }, 1);
    await expect(cancelling.cancel(id)).rejects.toMatchObject({ code: 'JOB_REFUSED', jobs: [id] });
  });

  it.each(['cancel', 'get'] as const)(
    'is neither over nor gone because `%s` refuses a login',
    async (name) => {
      const { cancelling, id, refuse } = await pendingJob();
      refuse(name, refused('login'));
      const cancelled = cancelling.cancel(id);
      await expect(cancelled).rejects.toMatchObject({ failure: { meaning: 'login' } });
    },
  );
});
