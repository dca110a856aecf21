import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import process, { kill, pid } from 'node:process';
import type { Processes } from './processes.ts';

/** The user of this process; `undefined` elsewhere than on POSIX. */
export function userId(): number | undefined {
  return process.geteuid?.();
}

/** The processes of this machine. */
export const realProcesses: Processes = {
  async own() {
    const boot = await textOf('/proc/sys/kernel/random/boot_id');
    const space = await readlink('/proc/self/ns/pid').catch(() => undefined);
    const started = (await statOf('self'))?.started;
    return {
      pid,
      host: hostname(),
      ...(boot !== undefined && { boot }),
      ...(space !== undefined && { space }),
      ...(started !== undefined && { started }),
    };
  },
  async isRunning(mark) {
    const here = await realProcesses.own();
    const isKnown = here.started !== undefined && here.boot === mark.boot;
    if (isKnown && here.space === mark.space) {
      const found = await statOf(String(mark.pid));
      return found !== undefined && found.started === mark.started && !/[ZX]/.test(found.state);
    }
    // Without the start time, a pid in use may belong to another process that got the same one.
    const isSameMachine = mark.boot === undefined && here.boot === undefined;
    return isSameMachine && mark.host === here.host && !isPidUsed(mark.pid) ? false : undefined;
  },
};

/** State and start time (fields 3 and 22). The name before them may contain any characters. */
async function statOf(id: string): Promise<{ state: string; started: string } | undefined> {
  const text = await textOf(`/proc/${id}/stat`);
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields?.[0], fields?.[19]];
  return state === undefined || started === undefined ? undefined : { state, started };
}

function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}

function isPidUsed(id: number): boolean {
  try {
    return kill(id, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
