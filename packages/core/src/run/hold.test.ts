import { describe, expect, it } from 'vitest';
import { virtualWorld } from '../../../../test/world/virtual-world.ts';
import type { Processes, ProcessMark } from '../processes.ts';
import type { World } from '../world.ts';
import { currentHolder, takeHold } from './hold.ts';

const NEVER = new AbortController().signal;

/** Worlds of several processes on one disk and one clock. */
function worlds() {
  const shared = virtualWorld(1);
  const dead = new Set<number>();
  let cannotTell = false;
  const isRunning: Processes['isRunning'] = async ({ pid }) =>
    cannotTell ? undefined : !dead.has(pid);
  return {
    files: shared.files,
    of: (pid: number): World => ({
      ...shared,
      now: shared.now,
      processes: { own: async (): Promise<ProcessMark> => ({ pid, host: 'here' }), isRunning },
    }),
    kill: (pid: number) => void dead.add(pid),
    hide: () => {
      cannotTell = true;
    },
    pass: (ms: number) => shared.sleep(ms, NEVER),
  };
}

describe('takeHold', () => {
  it('tells a second process who holds the folder', async () => {
    const { of } = worlds();
    const hold = await takeHold(of(1), '/run', NEVER);
    await expect(takeHold(of(2), '/run', NEVER)).rejects.toMatchObject({
      code: 'RUN_HELD',
      message: expect.stringContaining('process 1 on here since 2026-01-01T00:00:00') as string,
    });
    expect(await currentHolder(of(2), '/run', NEVER)).toMatchObject({ pid: 1, host: 'here' });
    await hold.release();
    expect(await currentHolder(of(2), '/run', NEVER)).toBeUndefined();
    await (await takeHold(of(2), '/run', NEVER)).release();
  });

  it('goes to the next when the holder was killed, and nobody deletes a file', async () => {
    const { of, kill, files } = worlds();
    await takeHold(of(1), '/run', NEVER);
    kill(1);
    const hold = await takeHold(of(2), '/run', NEVER);
    await expect(takeHold(of(3), '/run', NEVER)).rejects.toMatchObject({ code: 'RUN_HELD' });
    await hold.release();
    expect([...files.keys()]).toEqual(['/run/lock.2']);
  });

  it('goes to one of many that see a dead holder at the same time', async () => {
    const { of, kill } = worlds();
    await takeHold(of(1), '/run', NEVER);
    kill(1);
    const tries = [2, 3, 4, 5].map((pid) => takeHold(of(pid), '/run', NEVER));
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'RUN_HELD' });
    }
  });

  it('watches a holder of which nobody can tell whether it runs', async () => {
    const { of, hide } = worlds();
    hide();
    const alive = await takeHold(of(1), '/run', NEVER);
    await expect(takeHold(of(2), '/run', NEVER)).rejects.toMatchObject({ code: 'RUN_HELD' });
    await alive.release();
    const asleep = { ...of(2), sleep: () => new Promise<never>(() => {}) };
    await takeHold(asleep, '/run', NEVER); // never shows that it lives
    await (await takeHold(of(3), '/run', NEVER)).release();
  });

  it('tells a holder that seemed gone that it has lost the folder', async () => {
    const { of, kill, pass } = worlds();
    const lost: unknown[] = [];
    const slow = await takeHold(of(1), '/run', NEVER);
    kill(1);
    const next = await takeHold(of(2), '/run', NEVER);
    slow.keep((error) => void lost.push(error));
    await pass(6_000);
    expect(lost).toMatchObject([{ code: 'RUN_HELD' }]);
    await slow.release();
    await next.release();
  });

  it('keeps a process that slept from writing into what another has taken over', async () => {
    const { of, kill, pass } = worlds();
    const asleep = { ...of(1), sleep: () => new Promise<never>(() => {}) };
    const hold = await takeHold(asleep, '/run', NEVER);
    await hold.check();
    await pass(60_000);
    await hold.check();
    kill(1);
    const next = await takeHold(of(2), '/run', NEVER);
    await pass(60_000);
    await expect(hold.check()).rejects.toMatchObject({ code: 'RUN_HELD' });
    await next.release();
  });

  it('is told that it has lost the folder while its clock stands still', async () => {
    const { of, kill } = worlds();
    const paused = { ...of(1), now: () => 0, sleep: () => new Promise<never>(() => {}) };
    const hold = await takeHold(paused, '/run', NEVER);
    await hold.check();
    kill(1);
    await takeHold(of(2), '/run', NEVER);
    await expect(hold.check()).rejects.toMatchObject({
      code: 'RUN_HELD',
      message: '/run was taken over by process 2 on here, since this one seemed to be gone',
    });
  });

  it('knows that a holder which only fell silent may wake up, and so do those after it', async () => {
    const { of, kill, hide } = worlds();
    await takeHold(of(1), '/run', NEVER);
    kill(1);
    const asleep = { ...of(2), sleep: () => new Promise<never>(() => {}) };
    expect((await takeHold(asleep, '/run', NEVER)).mayWakeOther).toBe(false);
    hide();
    const next = await takeHold(of(3), '/run', NEVER);
    expect(next.mayWakeOther).toBe(true);
    await next.release();
    expect((await takeHold(of(4), '/run', NEVER)).mayWakeOther).toBe(true);
  });

  it('knows that a holder may wake up whose next died before it had removed its lock', async () => {
    const { of, kill, files } = worlds();
    await takeHold(of(1), '/run', NEVER);
    const lock = files.get('/run/lock.1') as Uint8Array;
    kill(1);
    await takeHold(of(2), '/run', NEVER);
    (files as Map<string, Uint8Array>).set('/run/lock.1', lock);
    kill(2);
    expect((await takeHold(of(3), '/run', NEVER)).mayWakeOther).toBe(true);
    expect([...files.keys()]).toEqual(['/run/lock.3']);
  });

  it('is not kept from a folder by a lock that was torn', async () => {
    const { of, files } = worlds();
    (files as Map<string, Uint8Array>).set('/run/lock.7', Buffer.from('{"pid":'));
    await (await takeHold(of(1), '/run', NEVER)).release();
    expect([...files.keys()]).toEqual(['/run/lock.8']);
  });
});
