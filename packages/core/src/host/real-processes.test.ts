import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { pid } from 'node:process';
import { describe, expect, it } from 'vitest';
import { virtualWorld } from '../../../../test/world/virtual-world.ts';
import { takeLock } from '../run-directory/lock.ts';
import type { ProcessMark } from './processes.ts';
import { realProcesses } from './real-processes.ts';
import type { World } from './world.ts';

const NEVER = new AbortController().signal;

/** A process of this machine that does nothing, and the mark that identifies it. */
async function idleProcess() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const text = await readFile(`/proc/${child.pid}/stat`, 'utf8');
  const started = text.slice(text.lastIndexOf(')') + 2).split(' ')[19] as string;
  const mark = { ...(await realProcesses.own()), pid: child.pid as number, started };
  return {
    mark,
    async kill() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    },
  };
}

/** A run directory that a process has locked, in a world where every sleep lasts forever. */
function lockedBy(mark: ProcessMark): World {
  const world = virtualWorld(1);
  const line = JSON.stringify({ ...mark, since: '2026-01-01T00:00:00.000Z' });
  (world.files as Map<string, Uint8Array>).set('/run/lock.4', Buffer.from(`${line}\n....`));
  return {
    ...world,
    now: world.now,
    sleep: () => new Promise<never>(() => {}),
    processes: realProcesses,
  };
}

describe.runIf(process.platform === 'linux')('a lock of a process of this machine', () => {
  it('is reported while the process runs, and is free at once after a SIGKILL', async () => {
    const { mark, kill } = await idleProcess();
    try {
      await expect(takeLock(lockedBy(mark), '/run', NEVER)).rejects.toMatchObject({
        code: 'RUN_LOCKED',
        message: `/run is locked by process ${mark.pid} on ${mark.host} since 2026-01-01T00:00:00.000Z; wait for it to end, or stop it`,
      });
    } finally {
      await kill();
    }
    await expect(takeLock(lockedBy(mark), '/run', NEVER)).resolves.toBeDefined();
  });

  it('is free at once if another process has got its pid', async () => {
    const mark = { ...(await realProcesses.own()), started: '1' };
    expect(mark.pid).toBe(pid);
    await expect(takeLock(lockedBy(mark), '/run', NEVER)).resolves.toBeDefined();
  });

  it.each([{ space: 'pid:[1]' }, { boot: 'another' }])(
    'cannot be known to be free if the pid is of another namespace or boot: %o',
    async (elsewhere) => {
      const mark = { ...(await realProcesses.own()), ...elsewhere };
      expect(await realProcesses.isRunning(mark)).toBeUndefined();
    },
  );
});
