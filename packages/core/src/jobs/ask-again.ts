import type { Requests } from './requests.ts';

const FIRST_WAIT_MS = 250;
const WAIT_MS_MAX = 30_000;

/**
 * Asks until there is a result, with waits of 250 ms, doubling to 30 s. Resolves to `undefined` if there is
 * none after `seconds`.
 */
export async function askAgain<T>(
  { elapsed, sleep }: Pick<Requests, 'elapsed' | 'sleep'>,
  seconds: number,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const until = elapsed() + seconds * 1000;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(WAIT_MS_MAX, waitMs * 2)) {
    const result = await ask();
    if (result !== undefined || elapsed() >= until) return result;
    await sleep(waitMs);
  }
}
