import { RowferryError } from '@rowferry/core';

export function sourceFailed(message: string, cause?: unknown): RowferryError {
  return new RowferryError('SOURCE_FAILED', message, cause === undefined ? {} : { cause });
}

/** A checkpoint does not fit what the source is now; `what` says how, and `back` what to bring back. */
export function sourceChanged(what: string, back: string): RowferryError {
  return new RowferryError(
    'SOURCE_CHANGED',
    `${what}; bring ${back} back, then resume, or start a new run of what is not loaded yet`,
  );
}

/** The short code of a failed system call or of zlib, such as `ENOENT` or `Z_DATA_ERROR`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
