import { fail } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MaybePromise } from '@rowferry/core';

/**
 * How long a rule waits for an event, unless the caller says otherwise. Less than the timeouts of Mocha
 * (2000 ms) and of Jest and vitest (5000 ms), which would end a test before it says what is wrong.
 */
export const PATIENCE_MS = 1_500;

export const LOOK_MS = 5;

/** Waits for `promise`, or fails with a message that names what did not end. */
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
  // If `promise` settles first, nothing awaits this one.
  over.catch(() => {});
  try {
    return await Promise.race([promise, over]);
  } finally {
    ending.abort();
  }
}

/** Waits until `condition` is true, or fails with the text of `message`. */
export async function eventually(
  patienceMs: number,
  condition: () => MaybePromise<boolean>,
  message: () => MaybePromise<string>,
): Promise<void> {
  const ending = new AbortController();
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  sleep(patienceMs, undefined, { signal: ending.signal }).then(end, end);
  try {
    while (!(await condition())) {
      if (isOver) fail(await message());
      await sleep(LOOK_MS);
    }
  } finally {
    ending.abort();
  }
}
