import type { World } from '@rowferry/core';
import { memoryDisk } from './memory-disk.ts';

/** The only process that exists. */
export const loneProcess: World['processes'] = {
  own: async () => ({ pid: 1, host: 'virtual' }),
  isRunning: async () => false,
};

/** A world without real waiting: time advances to the next sleeper when nothing else can happen. */
export interface VirtualWorld extends World {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Sets the clock forward or back. This wakes no sleeper. */
  jump(ms: number): void;
}

/** A small random number generator, equal for equal seeds (mulberry32). */
export function chanceFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Sleeper {
  readonly wakesAt: number;
  readonly order: number;
  wake(): void;
}

export function virtualWorld(seed: number): VirtualWorld {
  const sleepers = new Set<Sleeper>();
  const disk = memoryDisk();
  let now = Date.UTC(2026, 0, 1);
  let order = 0;
  let isPumping = false;
  let jumpedMs = 0;

  const pump = () => {
    const [first] = [...sleepers].sort((a, b) => a.wakesAt - b.wakesAt || a.order - b.order);
    if (first === undefined) {
      isPumping = false;
      return;
    }
    sleepers.delete(first);
    now = Math.max(now, first.wakesAt);
    first.wake();
    setImmediate(pump);
  };
  return {
    now: () => now + jumpedMs,
    elapsed: () => now,
    jump(ms) {
      jumpedMs += ms;
    },
    random: chanceFrom(seed),
    disk,
    files: disk.files,
    processes: loneProcess,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const abort = () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        };
        const sleeper = {
          wakesAt: now + ms,
          order: order++,
          wake() {
            signal.removeEventListener('abort', abort);
            resolve();
          },
        };
        signal.addEventListener('abort', abort, { once: true });
        sleepers.add(sleeper);
        if (isPumping) return;
        isPumping = true;
        setImmediate(pump);
      }),
  };
}
