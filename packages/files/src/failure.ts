import { RowferryError } from '@rowferry/core';

export function sourceFailed(message: string, cause?: unknown): RowferryError {
  return new RowferryError('SOURCE_FAILED', message, cause === undefined ? {} : { cause });
}

/** The short code of a failed system call or of zlib, such as `ENOENT` or `Z_DATA_ERROR`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
