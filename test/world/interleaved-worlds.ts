import type { Disk, DiskFile, World } from '@rowferry/core';
import { memoryDisk } from './memory-disk.ts';
import { chanceFrom } from './virtual-world.ts';

/** A step that a process is waiting to take. */
interface Step {
  readonly pid: number;
  take(): void;
}

interface Sleeper extends Step {
  readonly wakesAt: number;
}

/**
 * Worlds of several processes on one disk. Which process may do the next disk operation is random, so any
 * process may pause between two of its own while others continue.
 */
export function interleavedWorlds(seed: number, isRunning: (pid: number) => boolean | undefined) {
  const chance = chanceFrom(seed);
  const disk = memoryDisk();
  const dead = new Set<number>();
  let steps: Step[] = [];
  let sleepers: Sleeper[] = [];
  let now = Date.UTC(2026, 0, 1);
  let isFree = false;

  const turn = (pid: number) =>
    isFree ? Promise.resolve() : new Promise<void>((take) => void steps.push({ pid, take }));
  const wakeFirst = () => {
    const first = sleepers.reduce((a, b) => (b.wakesAt < a.wakesAt ? b : a));
    sleepers = sleepers.filter((one) => one !== first);
    now = Math.max(now, first.wakesAt);
    first.take();
  };
  const stepAny = () => {
    const [step] = steps.splice(Math.floor(chance() * steps.length), 1);
    step?.take();
  };
  return {
    chance,
    kill: (pid: number) => void dead.add(pid),
    isDead: (pid: number) => dead.has(pid),
    of: (pid: number): World => ({
      now: () => now,
      elapsed: () => now,
      random: chance,
      disk: inTurns(disk, () => turn(pid)),
      processes: {
        own: async () => ({ pid, host: 'here' }),
        isRunning: async (mark) => isRunning(mark.pid),
      },
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          signal.throwIfAborted();
          const abort = () => reject(signal.reason);
          const take = () => {
            signal.removeEventListener('abort', abort);
            resolve();
          };
          signal.addEventListener('abort', abort, { once: true });
          sleepers.push({ pid, wakesAt: now + ms, take });
        }),
    }),
    /** Lets one process take one step; returns false if none can. */
    async step(): Promise<boolean> {
      await settled();
      steps = steps.filter(({ pid }) => !dead.has(pid));
      sleepers = sleepers.filter(({ pid }) => !dead.has(pid));
      if (steps.length + sleepers.length === 0) return false;
      const isSleepOver = sleepers.length > 0 && chance() < 0.1;
      if (isSleepOver || steps.length === 0) wakeFirst();
      else stepAny();
      await settled();
      return true;
    },
    /** Runs `work` without waiting for turns at the disk, while all other processes are paused. */
    async atOnce<T>(work: () => Promise<T>): Promise<T> {
      isFree = true;
      try {
        return await work();
      } finally {
        isFree = false;
      }
    },
  };
}

/** Resolves when every process waits for its turn. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function inTurns(disk: Disk, turn: () => Promise<void>): Disk {
  const file = (one: DiskFile | undefined): DiskFile | undefined =>
    one && {
      ...one,
      get sizeBytes() {
        return one.sizeBytes;
      },
      append: (bytes) => turn().then(() => one.append(bytes)),
      truncate: (sizeBytes) => turn().then(() => one.truncate(sizeBytes)),
    };
  return {
    ...disk,
    createFile: (path) => turn().then(async () => file(await disk.createFile(path))),
    claimFolder: (folder, isOwn) => turn().then(() => disk.claimFolder(folder, isOwn)),
    listFolder: (folder) => turn().then(() => disk.listFolder(folder)),
    isThere: (path) => turn().then(() => disk.isThere(path)),
    readFile: (path) => turn().then(() => disk.readFile(path)),
    removeFile: (path) => turn().then(() => disk.removeFile(path)),
  };
}
