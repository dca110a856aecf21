import { afterEach, expect, test, vi } from 'vitest';
import { Interrupted, interruptible } from './interrupt.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Work that goes on until it is interrupted, and what was told of it. */
function working() {
  vi.useFakeTimers({ toFake: ['Date'] });
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const told: string[] = [];
  const aborted = interruptible(
    (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    { onFirst: () => void told.push('first'), onSecond: () => void told.push('second') },
  );
  return { exit, told, aborted };
}

test('one Ctrl-C that arrives twice within a tenth of a second is one', async () => {
  const { exit, told, aborted } = working();
  process.emit('SIGINT', 'SIGINT');
  vi.setSystemTime(Date.now() + 100);
  process.emit('SIGTERM', 'SIGTERM');
  expect(told).toEqual(['first']);
  expect(exit).not.toHaveBeenCalled();
  await expect(aborted).rejects.toBeInstanceOf(Interrupted);
});

test('a second one after that ends the process', async () => {
  const { exit, told, aborted } = working();
  process.emit('SIGINT', 'SIGINT');
  vi.setSystemTime(Date.now() + 101);
  process.emit('SIGINT', 'SIGINT');
  expect(told).toEqual(['first', 'second']);
  expect(exit).toHaveBeenCalledWith(130);
  await expect(aborted).rejects.toBeInstanceOf(Interrupted);
});
