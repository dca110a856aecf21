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
    alive.keep(() => {});
    await expect(takeHold(of(2), '/run', NEVER)).rejects.toMatchObject({ code: 'RUN_HELD' });
    await alive.release();
    await takeHold(of(2), '/run', NEVER); // never shows that it lives
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
    await slow.release();
    await next.release();
    expect(lost).toMatchObject([{ code: 'RUN_HELD' }]);
  });

  it('is not kept from a folder by a lock that was torn', async () => {
    const { of, files } = worlds();
    (files as Map<string, Uint8Array>).set('/run/lock.7', Buffer.from('{"pid":'));
    await (await takeHold(of(1), '/run', NEVER)).release();
    expect([...files.keys()]).toEqual(['/run/lock.8']);
  });
});
