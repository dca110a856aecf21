import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { MaybePromise } from '@rowferry/core';
import { LOOK_MS } from './patience.ts';

/** Waits until `count` stays the same for a while, or exceeds `max`; returns it. */
export async function settled(count: () => MaybePromise<number>, max: number): Promise<number> {
  let last = await count();
  for (let same = 0; same < 10 && last <= max; ) {
    await sleep(LOOK_MS);
    const now = await count();
    same = now === last ? same + 1 : 0;
    last = now;
  }
  return last;
}

/** The highest `count` until `work` settles. */
export async function highest(
  count: () => MaybePromise<number>,
  work: Promise<unknown>,
): Promise<number> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  work.then(end, end);
  for (let most = 0; ; await nextTurn()) {
    const isLast = isOver;
    most = Math.max(most, await count());
    if (isLast) return most;
  }
}
