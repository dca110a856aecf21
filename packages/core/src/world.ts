import { setTimeout as delay } from 'node:timers/promises';
import { type Disk, realDisk } from './disk.ts';
import { type Processes, realProcesses } from './processes.ts';

/**
 * The one seam through which the clock, chance, the disk and other processes come in. A test that replaces it can
 * replay a whole run from a seed.
 */
export interface World {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms` milliseconds, or rejects with the signal's reason. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A number from 0 up to, but not including, 1. */
  random(): number;
  readonly disk: Disk;
  readonly processes: Processes;
}

/** The world outside of tests. */
export const realWorld: World = {
  now: Date.now,
  async sleep(ms, signal) {
    try {
      await delay(ms, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },
  random: Math.random,
  disk: realDisk,
  processes: realProcesses,
};
