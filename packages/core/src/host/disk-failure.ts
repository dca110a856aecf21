import { RowferryError } from '../contract/errors.ts';

/** Does something to a path. A failure becomes `DISK_FAILED`, which names the path. */
export async function named<T>(path: string, doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RowferryError('DISK_FAILED', `Could not ${doing} ${path}: ${why}`, { cause: error });
  }
}

/** Returns `undefined` if the system reports the error `code`. */
export async function undefinedIf<T>(code: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isCode(error, code)) return undefined;
    throw error;
  }
}

/** Whether the system reported the error `code`. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
