/** Is told when work begins that is waited for, and when it has ended. */
export interface AtWork {
  began(): void;
  ended(): void;
}

/**
 * The same object, of which all that is asynchronous is counted: calls until they settle, async iterables
 * while the next value is waited for, and so on with objects that it gives.
 */
export function watched<T extends object>(whole: T, work: AtWork): T {
  return new Proxy(whole, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => counted(Reflect.apply(value, target, given), work);
    },
  });
}

function counted(result: unknown, work: AtWork): unknown {
  if (result instanceof Promise) return settling(result, work);
  return isAsyncIterable(result) ? iterating(result, work) : result;
}

async function settling(promise: Promise<unknown>, work: AtWork): Promise<unknown> {
  work.began();
  try {
    const value = await promise;
    return hasMethods(value) ? watched(value, work) : value;
  } finally {
    work.ended();
  }
}

function iterating(iterable: AsyncIterable<unknown>, work: AtWork): AsyncIterable<unknown> {
  return { [Symbol.asyncIterator]: () => watched(iterable[Symbol.asyncIterator](), work) };
}

/** An open file, for instance; not data. */
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
