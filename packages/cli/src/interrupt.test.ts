import { afterEach, expect, test, vi } from 'vitest';
import { Interrupted, interruptible } from './interrupt.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Work that lasts until it is interrupted, and the calls of the handlers. */
function working() {
  vi.useFakeTimers({ toFake: ['Date'] });
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const calls: string[] = [];
  const aborted = interruptible(
    (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    { onFirst: () => void calls.push('first'), onSecond: () => void calls.push('second') },
  );
  return { exit, calls, aborted };
}

test('a Ctrl-C that arrives twice within a tenth of a second counts once', async () => {
  const { exit, calls, aborted } = working();
  process.emit('SIGINT', 'SIGINT');
  vi.setSystemTime(Date.now() + 100);
  process.emit('SIGTERM', 'SIGTERM');
  expect(calls).toEqual(['first']);
  expect(exit).not.toHaveBeenCalled();
  await expect(aborted).rejects.toBeInstanceOf(Interrupted);
});

test('a later second Ctrl-C ends the process', async () => {
  const { exit, calls, aborted } = working();
  process.emit('SIGINT', 'SIGINT');
  vi.setSystemTime(Date.now() + 101);
  process.emit('SIGINT', 'SIGINT');
  expect(calls).toEqual(['first', 'second']);
  expect(exit).toHaveBeenCalledWith(130);
  await expect(aborted).rejects.toBeInstanceOf(Interrupted);
});
