import { cleanUpAfter } from '../contract/cleanup.ts';
import { RowferryError } from '../contract/errors.ts';
import type { DiskFile } from '../host/disk.ts';
import type { World } from '../host/world.ts';
import {
  type LockFile,
  lastLock,
  lockGone,
  lockPath,
  RELEASED,
  readLock,
  takenOver,
} from './lock-file.ts';

/** The right to work in a run directory, which one process has at a time. */
export interface Lock {
  /** From 1. Each holder of the same folder has a higher one. */
  readonly number: number;
  /** Calls `onLost` if another process has taken over. */
  keep(onLost: (error: unknown) => void): void;
  /**
   * Rejects with `RUN_LOCKED` if another process has taken over. It is called before anything is changed
   * or sent, and never depends on the clock, which stops while a machine is paused.
   */
  check(): Promise<void>;
  /** Whether an earlier holder may be asleep, and wake up in the middle of a write. */
  readonly mayWakeOther: boolean;
  release(): Promise<void>;
}

/** The process that has the lock of a run directory. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}
/** How often a holder shows that it is alive, and after how long without that it counts as gone. */
const BEAT_MS = 5_000;
const STALE_MS = 20_000;

/**
 * Takes the lock of a folder, or rejects with `RUN_LOCKED`, which names the holder. Each holder creates a
 * lock file with the next number, and no lock file is ever removed. So a process that creates one knows
 * that the previous one, which it found abandoned, was still the last. A holder is gone if its process
 * has ended. If that cannot be known, as from another container, it is gone if its file does not grow for
 * 20 seconds.
 */
export async function takeLock(world: World, folder: string, signal: AbortSignal): Promise<Lock> {
  const { disk, processes } = world;
  for (;;) {
    const last = await lastLock(world, folder);
    const { holder, maySleep } = await holderOf(world, folder, last, signal);
    if (holder !== undefined) throw runLocked(folder, holder);
    const file = await disk.createFile(lockPath(folder, last + 1));
    if (file === undefined) continue;
    try {
      const since = new Date(world.now()).toISOString();
      const mark = { ...(await processes.own()), since, mayWakeOther: maySleep };
      await file.append(Buffer.from(`${JSON.stringify(mark)}\n`));
      return lockOf(world, folder, last + 1, file, maySleep);
    } catch (error) {
      await cleanUpAfter(error, () => file.close());
      throw error;
    }
  }
}

/** Who has the lock of a folder. If it cannot be known whether that process runs, this takes 20 seconds. */
export async function currentHolder(
  world: World,
  folder: string,
  signal: AbortSignal,
): Promise<Holder | undefined> {
  for (;;) {
    const last = await lastLock(world, folder);
    const { holder } = await holderOf(world, folder, last, signal);
    if (holder !== undefined || (await lastLock(world, folder)) === last) return holder;
  }
}

function lockOf(
  world: World,
  folder: string,
  number: number,
  file: DiskFile,
  mayWakeOther: boolean,
): Lock {
  const released = new AbortController();
  let lost: unknown;
  let report = (error: unknown) => {
    lost ??= error;
  };
  const check = async () => {
    // The next holder creates its lock, and only then reads what is in the folder.
    const [isNextThere, isThere] = await Promise.all(
      [number + 1, number].map((one) => world.disk.isThere(lockPath(folder, one))),
    );
    if (isNextThere) throw await takenOver(world, folder);
    if (!isThere) throw lockGone(lockPath(folder, number));
  };
  const beat = async () => {
    while (!released.signal.aborted) {
      await world.sleep(BEAT_MS, released.signal);
      await check();
      await file.append(Buffer.from('.'));
    }
  };
  const beating = beat().catch((error: unknown) => {
    if (!released.signal.aborted) report(error);
  });
  return {
    number,
    keep(onLost) {
      report = onLost;
      if (lost !== undefined) onLost(lost);
    },
    check,
    mayWakeOther,
    async release() {
      released.abort();
      await beating;
      try {
        // On a full disk the file is emptied instead: it does not grow, so its holder counts as gone.
        await file.append(Buffer.from(`\n${RELEASED}`)).catch(() => file.truncate(0));
      } finally {
        await file.close();
      }
    },
  };
}

/** What is known of the holder of a lock; `holder` is absent if it is gone. */
interface Known {
  readonly holder?: Holder;
  /** Its lock file, or an earlier holder's, only stopped growing, which does not prove that it is gone. */
  readonly maySleep: boolean;
}

async function holderOf(
  world: World,
  folder: string,
  number: number,
  signal: AbortSignal,
): Promise<Known> {
  const lock = await readLock(world, folder, number);
  const maySleep = lock?.mark?.mayWakeOther ?? false;
  if (lock === undefined || lock.isReleased) return { maySleep };
  const isRunning = lock.mark && (await world.processes.isRunning(lock.mark));
  if (isRunning === false) return { maySleep };
  if (isRunning === true) return { holder: toHolder(lock.mark), maySleep };
  await world.sleep(STALE_MS, signal);
  const later = await readLock(world, folder, number);
  if (later === undefined || later.isReleased) return { maySleep };
  if (later.sizeBytes === lock.sizeBytes) return { maySleep: true };
  return { holder: toHolder(later.mark ?? lock.mark), maySleep };
}

function toHolder(mark: LockFile['mark']): Holder {
  const { pid, host, since } = mark ?? { pid: 0, host: 'unknown', since: 'a moment ago' };
  return { pid, host, since };
}

function runLocked(folder: string, { pid, host, since }: Holder): RowferryError {
  return new RowferryError(
    'RUN_LOCKED',
    `${folder} is locked by process ${pid} on ${host} since ${since}; wait for it to end, or stop it`,
  );
}
