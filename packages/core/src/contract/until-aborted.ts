/**
 * Settles as `work` does, or rejects as soon as the signal aborts, even if the work never settles. Rejects
 * with the signal's reason, or with what `errorOf` returns.
 */
export async function orAborted<T>(
  work: PromiseLike<T>,
  signal: AbortSignal,
  errorOf: () => unknown = () => signal.reason,
): Promise<T> {
  let abort: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(errorOf());
  });
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
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
        items.next().then(resolve, fail);
      });
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
