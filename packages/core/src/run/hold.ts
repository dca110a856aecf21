import { join } from 'node:path';
import type { DiskFile } from '../disk.ts';
import { RowferryError } from '../errors.ts';
import type { ProcessMark } from '../processes.ts';
import type { World } from '../world.ts';

/** The right to work in a run directory, which one process has at a time. */
export interface Hold {
  /** Shows from now on that the process lives; tells `onLost` should another have taken over. */
  keep(onLost: (error: unknown) => void): void;
  release(): Promise<void>;
}

/** Who has the hold of a run directory. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

const LOCK = /^lock\.(\d+)$/;
const RELEASED = 'released\n';
/** How often a holder shows that it lives, and how long it may not have done so and still hold. */
const BEAT_MS = 5_000;
const STALE_MS = 20_000;

/**
 * Takes the hold of a folder, or rejects with `RUN_HELD`, which names the holder. Each hold has a
 * lock file under a number that was never used before, so that of two processes which see that a
 * holder is gone only one can be the next. A holder is gone if its process is; where that cannot be
 * told, as from another container, if its file does not grow for 20 seconds.
 */
export async function takeHold(world: World, folder: string, signal: AbortSignal): Promise<Hold> {
  const { disk, processes } = world;
  for (;;) {
    const last = await lastLock(world, folder);
    const holder = await holderOf(world, folder, last, signal);
    if (holder !== undefined) throw runHeld(folder, holder);
    const file = await disk.createFile(lockPath(folder, last + 1));
    if (file === undefined) continue;
    try {
      const since = new Date(world.now()).toISOString();
      await file.append(Buffer.from(`${JSON.stringify({ ...(await processes.own()), since })}\n`));
      for (const old of await locks(world, folder)) {
        if (old <= last) await disk.removeFile(lockPath(folder, old));
      }
      return holdOf(world, folder, last + 1, file);
    } catch (error) {
      await file.close().catch(() => {}); // the first error is the one to tell
      throw error;
    }
  }
}

/** Who holds a folder; where nobody can tell whether that process runs, this takes 20 seconds. */
export async function currentHolder(
  world: World,
  folder: string,
  signal: AbortSignal,
): Promise<Holder | undefined> {
  return holderOf(world, folder, await lastLock(world, folder), signal);
}

function holdOf(world: World, folder: string, number: number, file: DiskFile): Hold {
  const released = new AbortController();
  let beating = Promise.resolve();
  const beat = async () => {
    while (!released.signal.aborted) {
      await world.sleep(BEAT_MS, released.signal);
      const last = await lastLock(world, folder);
      if (last > number) throw await takenOver(world, folder, last);
      await file.append(Buffer.from('.'));
    }
  };
  return {
    keep(onLost) {
      beating = beat().catch((error: unknown) => {
        if (!released.signal.aborted) onLost(error);
      });
    },
    async release() {
      released.abort();
      await beating;
      try {
        // On a full disk an empty lock is one that does not grow.
        await file.append(Buffer.from(`\n${RELEASED}`)).catch(() => file.truncate(0));
      } finally {
        await file.close();
      }
    },
  };
}

interface Lock {
  readonly sizeBytes: number;
  readonly isReleased: boolean;
  /** Absent where the file was not written to its first line's end. */
  readonly mark: (ProcessMark & { readonly since: string }) | undefined;
}

/** Who holds a lock; `undefined` where nobody does any more. */
async function holderOf(
  world: World,
  folder: string,
  number: number,
  signal: AbortSignal,
): Promise<Holder | undefined> {
  const lock = await readLock(world, folder, number);
  if (lock === undefined || lock.isReleased) return undefined;
  const { mark } = lock;
  const isRunning = mark && (await world.processes.isRunning(mark));
  if (isRunning === false) return undefined;
  const holder = mark ? toHolder(mark) : { pid: 0, host: 'unknown', since: 'a moment ago' };
  if (isRunning === true) return holder;
  await world.sleep(STALE_MS, signal);
  const later = await readLock(world, folder, number);
  const isAlive = later !== undefined && !later.isReleased && later.sizeBytes !== lock.sizeBytes;
  return isAlive ? holder : undefined;
}

async function readLock(world: World, folder: string, number: number): Promise<Lock | undefined> {
  try {
    const text = Buffer.from(await world.disk.readFile(lockPath(folder, number))).toString();
    return { sizeBytes: text.length, isReleased: text.endsWith(RELEASED), mark: markIn(text) };
  } catch (error) {
    // The next holder removes the locks before its own.
    if ((await locks(world, folder)).includes(number)) throw error;
    return undefined;
  }
}

function markIn(text: string): Lock['mark'] {
  const [line = ''] = text.split('\n');
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The highest number of a lock in the folder; 0 where there is none. */
async function lastLock(world: World, folder: string): Promise<number> {
  return Math.max(0, ...(await locks(world, folder)));
}

async function locks({ disk }: World, folder: string): Promise<number[]> {
  const names = [...((await disk.listFolder(folder)) ?? new Map<string, number>()).keys()];
  return names.flatMap((name) => Number(LOCK.exec(name)?.[1] ?? 0) || []);
}

function lockPath(folder: string, number: number): string {
  return join(folder, `lock.${number}`);
}

function toHolder({ pid, host, since }: ProcessMark & { since: string }): Holder {
  return { pid, host, since };
}

function runHeld(folder: string, { pid, host, since }: Holder): RowferryError {
  return new RowferryError(
    'RUN_HELD',
    `${folder} is in the hands of process ${pid} on ${host} since ${since}; wait for it, or stop it`,
  );
}

async function takenOver(world: World, folder: string, number: number): Promise<RowferryError> {
  const mark = (await readLock(world, folder, number))?.mark;
  const holder = mark ? toHolder(mark) : { pid: 0, host: 'unknown', since: 'a moment ago' };
  return new RowferryError(
    'RUN_HELD',
    `${folder} was taken over by process ${holder.pid} on ${holder.host}, since this one seemed to be gone`,
  );
}
