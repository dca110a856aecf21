/** Ends at the signal, even if the iterator ignores signals and hangs. */
export async function* untilAborted<T>(
  items: AsyncIterator<T>,
  signal: AbortSignal,
  release: () => void = () => {},
): AsyncGenerator<T> {
  let reject: (reason: unknown) => void = () => {};
  const abort = () => {
    release();
    reject(signal.reason);
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
    const left = isDone ? undefined : items.return?.();
    if (signal.aborted) left?.catch(() => {});
    else await left;
  }
}
