import { fail } from 'node:assert/strict';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { MaybePromise } from '@rowferry/core';

/**
 * How long a rule waits for what must come about, where the caller says nothing. Less than the 2000 ms
 * of Mocha and the 5000 of Jest and vitest, which cut a test off before it says what is wrong.
 */
export const PATIENCE_MS = 1_500;

const LOOK_MS = 5;

/** The outcome of `promise`, or a failure that says what did not come. */
export async function within<T>(
  patienceMs: number,
  promise: PromiseLike<T>,
  what: string,
): Promise<T> {
  const ending = new AbortController();
  const { signal } = ending;
  const over = sleep(patienceMs, undefined, { signal }).then(() =>
    fail(`${what} did not end within ${patienceMs} ms`),
  );
  // The promise may be over first, and then nobody waits for this one.
  over.catch(() => {});
  try {
    return await Promise.race([promise, over]);
  } finally {
    ending.abort();
  }
}

/** Waits until `holds`, or fails with what `complain` says. */
export async function eventually(
  patienceMs: number,
  holds: () => MaybePromise<boolean>,
  complain: () => MaybePromise<string>,
): Promise<void> {
  const ending = new AbortController();
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  sleep(patienceMs, undefined, { signal: ending.signal }).then(end, end);
  try {
    while (!(await holds())) {
      if (isOver) fail(await complain());
      await sleep(LOOK_MS);
    }
  } finally {
    ending.abort();
  }
}

/** Waits until `count` stays the same for a while, or exceeds `max`; gives it. */
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

/** The highest `count` until `work` is over, whichever way it ends. */
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
