/** Called when asynchronous work starts, and when it has ended. */
export interface WorkTracker {
  started(): void;
  ended(): void;
}

/**
 * Returns the same object with its asynchronous work reported to `tracker`: calls until they settle, async
 * iterables while the next value is awaited, and the same for the objects that it returns.
 */
export function tracked<T extends object>(object: T, tracker: WorkTracker): T {
  return new Proxy(object, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => trackedResult(Reflect.apply(value, target, args), tracker);
    },
  });
}

function trackedResult(result: unknown, tracker: WorkTracker): unknown {
  if (result instanceof Promise) return trackedPromise(result, tracker);
  return isAsyncIterable(result) ? trackedIterable(result, tracker) : result;
}

async function trackedPromise(promise: Promise<unknown>, tracker: WorkTracker): Promise<unknown> {
  tracker.started();
  try {
    const value = await promise;
    return hasMethods(value) ? tracked(value, tracker) : value;
  } finally {
    tracker.ended();
  }
}

function trackedIterable(
  iterable: AsyncIterable<unknown>,
  tracker: WorkTracker,
): AsyncIterable<unknown> {
  return { [Symbol.asyncIterator]: () => tracked(iterable[Symbol.asyncIterator](), tracker) };
}

/** An open file, for instance, but not data. */
function hasMethods(value: unknown): value is object {
  const isPlain = typeof value === 'object' && value !== null && !isData(value);
  return isPlain && Object.values(value).some((one) => typeof one === 'function');
}

function isData(value: object): boolean {
  return Object.getPrototypeOf(value) !== Object.prototype;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
