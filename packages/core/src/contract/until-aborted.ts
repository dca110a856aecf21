/** What waits for a signal: one listener for all, since adding and removing one costs more than all else here. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Settles as `work` does, or rejects as soon as the signal aborts, even if the work never settles. Rejects
 * with the signal's reason, or with what `errorOf` returns.
 */
export function orAborted<T>(
  work: PromiseLike<T>,
  signal: AbortSignal,
  errorOf: () => unknown = () => signal.reason,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(errorOf());
    const others = waitingFor(signal);
    if (signal.aborted) abort();
    else others.add(abort);
    work.then(
      (result) => {
        others.delete(abort);
        resolve(result);
      },
      (error: unknown) => {
        others.delete(abort);
        reject(error);
      },
    );
  });
}

function waitingFor(signal: AbortSignal): Set<() => void> {
  const known = waiting.get(signal);
  if (known !== undefined) return known;
  const all = new Set<() => void>();
  waiting.set(signal, all);
  signal.addEventListener('abort', () => all.forEach((abort) => void abort()), { once: true });
  return all;
}

/** Ends at the signal, even if the iterator ignores signals and hangs. */
export async function* untilAborted<T>(
  items: AsyncIterator<T>,
  signal: AbortSignal,
  release: () => void = () => {},
): AsyncGenerator<T> {
  let reject: (reason: unknown) => void = () => {};
  const abort = () => {
    reject(signal.reason);
    try {
      release();
    } catch {
      // It is abandoned in any case. Thrown here, the error would end the whole process.
    }
  };
  signal.addEventListener('abort', abort, { once: true });
  let isDone = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      // Not `Promise.race` with one promise for all items: that would keep memory for every item.
      const next = await new Promise<IteratorResult<T>>((resolve, fail) => {
        reject = fail;
        Promise.resolve(items.next()).then(resolve, fail);
      });
      if (typeof next !== 'object' || next === null) {
        throw new TypeError('`next` resolved to something that is no iterator result');
      }
      isDone = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    if (!isDone) await close(items, signal);
  }
}

/** Lets the iterator release what it holds, until the signal aborts. */
async function close(items: AsyncIterator<unknown>, signal: AbortSignal): Promise<void> {
  try {
    await orAborted(Promise.resolve(items.return?.()), signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
