import { RowferryError, textOf } from './errors.ts';

/** The error for an abort by the caller. */
export function interrupted(reason: unknown): RowferryError {
  return new RowferryError('INTERRUPTED', `interrupted: ${textOf(reason)}`, { cause: reason });
}

/** Runs `work`, in which an abort of `signal` may throw the signal's reason, and rejects with `INTERRUPTED` then. */
export async function untilInterrupted<T>(
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw signal?.aborted && error === signal.reason ? interrupted(error) : error;
  }
}
