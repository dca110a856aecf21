import { setTimeout as delay } from 'node:timers/promises';
import type { Disk } from './disk.ts';
import type { Processes } from './processes.ts';
import { realDisk } from './real-disk.ts';
import { realProcesses } from './real-processes.ts';

/**
 * The only access to the clock, random numbers, the disk and other processes. A test that replaces it
 * can replay a whole run from a seed.
 */
export interface World {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since an arbitrary moment. Unlike `now` it does not jump when the clock is set. */
  elapsed(): number;
  /** Resolves after `ms` milliseconds, or rejects with the signal's reason. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A number from 0 up to, but not including, 1. */
  random(): number;
  readonly disk: Disk;
  readonly processes: Processes;
}

/** A Node timer with a longer delay fires at once. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** The world outside of tests. */
export const realWorld: World = {
  now: Date.now,
  elapsed: () => performance.now(),
  async sleep(ms, signal) {
    try {
      let leftMs = ms;
      for (; leftMs > TIMER_MAX_MS; leftMs -= TIMER_MAX_MS) {
        await delay(TIMER_MAX_MS, undefined, { signal });
      }
      await delay(leftMs, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },
  random: Math.random,
  disk: realDisk,
  processes: realProcesses,
};
