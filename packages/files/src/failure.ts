import { RowferryError } from '@rowferry/core';

export function sourceFailed(message: string, cause?: unknown): RowferryError {
  return new RowferryError('SOURCE_FAILED', message, cause === undefined ? {} : { cause });
}

/** A checkpoint does not fit the current source. `what` says why, `toRestore` what the user can restore. */
export function sourceChanged(what: string, toRestore: string): RowferryError {
  return new RowferryError(
    'SOURCE_CHANGED',
    `${what}; restore ${toRestore}, then resume, or start a new run with the records that are not loaded yet`,
  );
}

/** The short code of a failed system call or of zlib, such as `ENOENT` or `Z_DATA_ERROR`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
