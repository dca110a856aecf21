import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { interleavedWorlds } from '../../../../test/world/interleaved-worlds.ts';
import { virtualWorld } from '../../../../test/world/virtual-world.ts';
import type { Processes, ProcessMark } from '../host/processes.ts';
import type { World } from '../host/world.ts';
import { currentHolder, type Lock, takeLock } from './lock.ts';

const NEVER = new AbortController().signal;

/** Worlds of several processes on one disk and one clock. */
function worlds() {
  const shared = virtualWorld(1);
  const dead = new Set<number>();
  let isUnknown = false;
  let isOver = false;
  onTestFinished(() => {
    isOver = true;
  });
  const isRunning: Processes['isRunning'] = async ({ pid }) =>
    isUnknown ? undefined : !dead.has(pid);
  return {
    files: shared.files,
    of: (pid: number): World => ({
      ...shared,
      now: shared.now,
      // The holder of a lock that is not released would beat for ever, without a pause in virtual time.
      sleep: (ms, signal) => (isOver ? new Promise(() => {}) : shared.sleep(ms, signal)),
      processes: { own: async (): Promise<ProcessMark> => ({ pid, host: 'here' }), isRunning },
    }),
    kill: (pid: number) => void dead.add(pid),
    hide: () => {
      isUnknown = true;
    },
    pass: (ms: number) => shared.sleep(ms, NEVER),
  };
}

describe('takeLock', () => {
  it('names the holder of the folder to a second process', async () => {
    const { of } = worlds();
    const lock = await takeLock(of(1), '/run', NEVER);
    await expect(takeLock(of(2), '/run', NEVER)).rejects.toMatchObject({
      code: 'RUN_LOCKED',
      message: expect.stringContaining('process 1 on here since 2026-01-01T00:00:00') as string,
    });
    expect(await currentHolder(of(2), '/run', NEVER)).toMatchObject({ pid: 1, host: 'here' });
    await lock.release();
    expect(await currentHolder(of(2), '/run', NEVER)).toBeUndefined();
    await (await takeLock(of(2), '/run', NEVER)).release();
  });

  it('goes to the next process when the holder was killed, and no file is deleted', async () => {
    const { of, kill, files } = worlds();
    await takeLock(of(1), '/run', NEVER);
    kill(1);
    const lock = await takeLock(of(2), '/run', NEVER);
    await expect(takeLock(of(3), '/run', NEVER)).rejects.toMatchObject({ code: 'RUN_LOCKED' });
    await lock.release();
    expect([...files.keys()]).toEqual(['/run/lock.1', '/run/lock.2']);
  });

  it('goes to one of many processes that find a dead holder at the same time', async () => {
    const { of, kill } = worlds();
    await takeLock(of(1), '/run', NEVER);
    kill(1);
    const attempts = [2, 3, 4, 5].map((pid) => takeLock(of(pid), '/run', NEVER));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'RUN_LOCKED' });
    }
  });

  it('watches a holder if it cannot be known whether it runs', async () => {
    const { of, hide } = worlds();
    hide();
    const alive = await takeLock(of(1), '/run', NEVER);
    await expect(takeLock(of(2), '/run', NEVER)).rejects.toMatchObject({ code: 'RUN_LOCKED' });
    await alive.release();
    const asleep = { ...of(2), sleep: () => new Promise<never>(() => {}) };
    await takeLock(asleep, '/run', NEVER); // never shows that it is alive
    await (await takeLock(of(3), '/run', NEVER)).release();
  });

  it('reports to a holder that seemed to have ended that it has lost the folder', async () => {
    const { of, kill, pass } = worlds();
    const lost: unknown[] = [];
    const slow = await takeLock(of(1), '/run', NEVER);
    kill(1);
    const next = await takeLock(of(2), '/run', NEVER);
    slow.keep((error) => void lost.push(error));
    await pass(6_000);
    expect(lost).toMatchObject([{ code: 'RUN_LOCKED' }]);
    await slow.release();
    await next.release();
  });

  it('prevents a process that slept from writing into a folder that another has taken over', async () => {
    const { of, kill, pass } = worlds();
    const asleep = { ...of(1), sleep: () => new Promise<never>(() => {}) };
    const lock = await takeLock(asleep, '/run', NEVER);
    await lock.check();
    await pass(60_000);
    await lock.check();
    kill(1);
    const next = await takeLock(of(2), '/run', NEVER);
    await pass(60_000);
    await expect(lock.check()).rejects.toMatchObject({ code: 'RUN_LOCKED' });
    await next.release();
  });

  it('reports that the folder is lost, even while the clock of the holder is stopped', async () => {
    const { of, kill } = worlds();
    const paused = { ...of(1), now: () => 0, sleep: () => new Promise<never>(() => {}) };
    const lock = await takeLock(paused, '/run', NEVER);
    await lock.check();
    kill(1);
    await takeLock(of(2), '/run', NEVER);
    await expect(lock.check()).rejects.toMatchObject({
      code: 'RUN_LOCKED',
      message:
        '/run was taken over by process 2 on here, because this process seemed to have ended',
    });
  });

  it('knows that a holder that only fell silent may wake up, and passes this on to later holders', async () => {
    const { of, kill, hide } = worlds();
    await takeLock(of(1), '/run', NEVER);
    kill(1);
    const asleep = { ...of(2), sleep: () => new Promise<never>(() => {}) };
    expect((await takeLock(asleep, '/run', NEVER)).mayWakeOther).toBe(false);
    hide();
    const next = await takeLock(of(3), '/run', NEVER);
    expect(next.mayWakeOther).toBe(true);
    await next.release();
    expect((await takeLock(of(4), '/run', NEVER)).mayWakeOther).toBe(true);
  });

  it('knows that a holder may wake up if the next one was killed before it had written who it is', async () => {
    const { of, hide, files } = worlds();
    hide();
    const asleep = { ...of(1), sleep: () => new Promise<never>(() => {}) };
    await takeLock(asleep, '/run', NEVER);
    (files as Map<string, Uint8Array>).set('/run/lock.2', Buffer.from('{"pid":2'));
    expect((await takeLock(of(3), '/run', NEVER)).mayWakeOther).toBe(true);
  });

  it('reports that its lock file was removed', async () => {
    const { of, files } = worlds();
    const lock = await takeLock(of(1), '/run', NEVER);
    (files as Map<string, Uint8Array>).delete('/run/lock.1');
    await expect(lock.check()).rejects.toMatchObject({
      code: 'RUN_LOCKED',
      message: expect.stringContaining('/run/lock.1 was removed') as string,
    });
  });

  it('ignores a lock file that was torn', async () => {
    const { of, files } = worlds();
    (files as Map<string, Uint8Array>).set('/run/lock.7', Buffer.from('{"pid":'));
    await (await takeLock(of(1), '/run', NEVER)).release();
    expect([...files.keys()]).toEqual(['/run/lock.7', '/run/lock.8']);
  });
});

/** Processes that lock one folder, keep it for a while, and release it or die; in any order of steps. */
async function contended(seed: number, count: number, isKnown: boolean) {
  const worlds = interleavedWorlds(seed, (pid) => (isKnown ? !worlds.isDead(pid) : undefined));
  const { chance, of, kill, step, atOnce } = worlds;
  const locks = new Map<number, Lock>();
  const failures: unknown[] = [];
  const work = async (pid: number) => {
    const world = of(pid);
    for (let visit = 0; visit < 3; visit++) {
      await world.sleep(chance() * 25_000, NEVER);
      const lock = await takeLock(world, '/run', NEVER).catch(ignoreLocked);
      if (lock === undefined) continue;
      locks.set(pid, lock);
      await world.sleep(chance() * 25_000, NEVER);
      if (chance() < 0.3) return kill(pid);
      locks.delete(pid);
      await lock.release();
    }
  };
  const ignoreLocked = (error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'RUN_LOCKED')) throw error;
    return undefined;
  };
  for (let pid = 1; pid <= count; pid++) {
    void work(pid).catch((error: unknown) => failures.push(error));
  }
  const passing = async () => {
    const able: number[] = [];
    for (const [pid, lock] of locks) {
      if (worlds.isDead(pid)) continue;
      await atOnce(() => lock.check()).then(() => able.push(pid), ignoreLocked);
    }
    return able;
  };
  while (await step()) {
    expect((await passing()).length).toBeLessThanOrEqual(1);
    if (chance() < 0.01) kill(Math.ceil(chance() * count));
  }
  expect(failures).toEqual([]);
  let last: Lock | undefined;
  void takeLock(of(99), '/run', NEVER).then((lock) => {
    last = lock;
    locks.set(99, lock);
  });
  while (last === undefined && (await step()));
  expect(await passing()).toEqual([99]);
}

describe('a lock', () => {
  it('belongs to one process at a time, in whatever order several take their steps', async () => {
    const anyRun = fc.asyncProperty(
      fc.integer(),
      fc.integer({ min: 3, max: 5 }),
      fc.boolean(),
      contended,
    );
    await fc.assert(anyRun, { numRuns: 200 });
  });
});
