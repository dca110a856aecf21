/** Errors of cleanup, by the error that the cleanup followed. */
const besides = new WeakMap<object, unknown[]>();

/** Keeps an error beside the first one, which is the one that is reported. */
export function keepBeside(first: unknown, second: unknown): void {
  if (typeof first !== 'object' || first === null || first === second) return;
  besides.set(first, [...(besides.get(first) ?? []), second]);
}

/** What was kept beside an error or its causes. */
export function keptBeside(error: unknown): readonly unknown[] {
  const kept: unknown[] = [];
  for (let one = error; one instanceof Error; one = one.cause) {
    kept.push(...(besides.get(one) ?? []));
  }
  return kept;
}

/** Cleans up after an error, which must be rethrown. */
export async function cleanUpAfter(error: unknown, cleanUp: () => Promise<void>): Promise<void> {
  try {
    await cleanUp();
  } catch (second) {
    keepBeside(error, second);
  }
}

/** Runs `work`, then `cleanUp` whatever came of it. Cleanup that fails never hides an error of `work`. */
export async function cleanedUp<T>(
  work: () => Promise<T>,
  cleanUp: () => Promise<void>,
): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await cleanUpAfter(error, cleanUp);
    throw error;
  }
  await cleanUp();
  return result;
}

/** Does all of it, one after the other. Rejects with the first error, and keeps the others beside it. */
export async function doAll(works: Iterable<() => Promise<unknown>>): Promise<void> {
  const errors: unknown[] = [];
  for (const work of works) {
    try {
      await work();
    } catch (error) {
      errors.push(error);
    }
  }
  const [first, ...others] = errors;
  for (const other of others) keepBeside(first, other);
  if (errors.length > 0) throw first;
}
