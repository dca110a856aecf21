import { expect, it } from 'vitest';
import { realWorld } from './world.ts';

it.each([3e9, 2 ** 31, Number.POSITIVE_INFINITY])(
  'sleeps longer than a Node timer can: %d ms',
  async (ms) => {
    const abort = new AbortController();
    const sleeping = realWorld.sleep(ms, abort.signal).then(
      () => 'woke up',
      () => 'was aborted',
    );
    await realWorld.sleep(30, new AbortController().signal);
    abort.abort();
    expect(await sleeping).toBe('was aborted');
  },
);
