import { describe, expect, it } from 'vitest';
import { virtualWorld } from '../../../../test/world/virtual-world.ts';
import type { Target } from '../contract/target.ts';
import { TargetError, type TargetFailure } from '../contract/target-error.ts';
import { requestsTo } from './requests.ts';
import { targetClock } from './target-clock.ts';

const LOST: TargetFailure = { answer: 'lost', meaning: 'passing' };
const BUSY: TargetFailure = { answer: 'refused', meaning: 'passing', status: 500, apiCode: 60 };
const BAD: TargetFailure = { answer: 'refused', meaning: 'other', status: 400, apiCode: 20 };
const WAIT: TargetFailure = { answer: 'refused', meaning: 'rate', status: 429, waitMs: 600_000 };

/** Requests to a target that fails with one failure after the other, and then answers. */
function failing(...failures: readonly TargetFailure[]) {
  const world = virtualWorld(1);
  const abort = new AbortController();
  const settings = { attemptsMax: 3, retryDeadlineSeconds: 900 };
  let sent = 0;
  const checks: number[] = [];
  const check = async () => void checks.push(sent);
  const requests = requestsTo({} as Target, settings, world, abort.signal, { check });
  const request = async () => {
    const failure = failures[sent++];
    if (failure !== undefined) throw new TargetError('no', failure);
    return 'answer';
  };
  return { world, abort, requests, request, checks, sent: () => sent };
}

describe('a request', () => {
  it('is sent again after a temporary failure, with the lock checked before each attempt', async () => {
    const { requests, request, checks } = failing(LOST, BUSY);
    expect(await requests.send('get', request)).toBe('answer');
    expect(checks).toEqual([0, 1, 2]);
  });

  it.each([
    ['lost', LOST],
    ['refused', BUSY],
  ])('sets the clock also if it is answered and %s', async (_, failure) => {
    const world = virtualWorld(1);
    const clock = targetClock(world);
    const settings = { attemptsMax: 1, retryDeadlineSeconds: 900 };
    const never = new AbortController().signal;
    const requests = requestsTo({} as Target, settings, world, never, { clock });
    const answeredAt = world.now() + 3_600_000;
    const sending = requests.send('get', async () => {
      throw new TargetError('no', { ...failure, answeredAt });
    });
    await expect(sending).rejects.toMatchObject({ code: 'RETRIES_EXHAUSTED' });
    expect(clock.now()).toBeGreaterThanOrEqual(answeredAt);
  });

  it('is not sent again if that does not help or may do harm', async () => {
    const bad = failing(BAD);
    await expect(bad.requests.send('get', bad.request)).rejects.toMatchObject({ failure: BAD });
    const lost = failing(LOST);
    const sending = lost.requests.send('create', lost.request, { isSafe: false });
    await expect(sending).rejects.toMatchObject({ failure: LOST });
    expect([bad.sent(), lost.sent()]).toEqual([1, 1]);
  });

  it('ends with RETRIES_EXHAUSTED after `attemptsMax` attempts', async () => {
    const { requests, request, sent } = failing(LOST, LOST, LOST, LOST);
    await expect(requests.send('get', request)).rejects.toMatchObject({
      code: 'RETRIES_EXHAUSTED',
      message: 'get did not succeed in 3 attempts; the last error: no',
    });
    expect(sent()).toBe(3);
  });

  it('spends neither attempts nor time on a rate limit that names a wait, up to an hour', async () => {
    const { world, requests, request } = failing(WAIT, WAIT, WAIT, WAIT, WAIT);
    const begun = world.elapsed();
    expect(await requests.send('get', request)).toBe('answer');
    expect(world.elapsed() - begun).toBe(5 * 600_000);
  });

  it('ends with the reason of the signal, even while it waits', async () => {
    const { world, abort, requests, request } = failing(WAIT);
    void world.sleep(1000, new AbortController().signal).then(() => abort.abort('enough'));
    await expect(requests.send('get', request)).rejects.toBe('enough');
  });
});

describe('onFailure', () => {
  it('may still return a result', async () => {
    const { requests, request } = failing(BAD);
    const onFailure = async () => ({ result: 'known' });
    expect(await requests.send('upload', request, { onFailure })).toBe('known');
  });

  it('may start the attempts over after a wait', async () => {
    const { world, requests, request } = failing(LOST, LOST, BAD, LOST, LOST);
    const begun = world.elapsed();
    const onFailure = async ({ failure }: TargetError) =>
      failure === BAD ? ({ restartInMs: 100_000, waitsFor: 'slot' } as const) : undefined;
    expect(await requests.send('upload', request, { onFailure })).toBe('answer');
    expect(world.elapsed() - begun).toBeGreaterThanOrEqual(100_000);
  });
});

describe('onEnd', () => {
  it.each([
    ['a refusal', [BAD], 'TARGET_FAILED'],
    ['attempts that are used up', [LOST, LOST, LOST], 'RETRIES_EXHAUSTED'],
  ])('replaces the error of %s', async (_, failures, code) => {
    const { requests, request } = failing(...failures);
    const onEnd = async (end: Error) => new Error('ours', { cause: end });
    const sending = requests.send('upload', request, { onEnd });
    await expect(sending).rejects.toMatchObject({ message: 'ours', cause: { code } });
  });
});
