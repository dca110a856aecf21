import { RowferryError } from '@rowferry/core';
import pg from 'pg';

/**
 * Classes of SQLSTATE whose messages are about names, privileges and resources. The messages of all
 * others, such as 22 (`invalid input syntax for type integer: "…"`), may quote a value.
 */
const SHOWN_CLASSES = [
  '08',
  '0A',
  '25',
  '28',
  '3D',
  '3F',
  '40',
  '42',
  '53',
  '54',
  '55',
  '57',
  '58',
];

export function sourceFailed(message: string, cause?: unknown): RowferryError {
  return new RowferryError('SOURCE_FAILED', message, cause === undefined ? {} : { cause });
}

/** The same read may succeed later. */
export function sourceUnreachable(message: string, cause?: unknown): RowferryError {
  return new RowferryError('SOURCE_UNREACHABLE', message, cause === undefined ? {} : { cause });
}

/** A checkpoint does not fit the current source. `what` says why, `toRestore` what the user can restore. */
export function sourceChanged(what: string, toRestore: string): RowferryError {
  return new RowferryError(
    'SOURCE_CHANGED',
    `${what}; restore ${toRestore}, then resume, or start a new run with the records that are not loaded yet`,
  );
}

/** Describes what ended a read, without quoting a record. `place` is the database. */
export function explain(error: unknown, place: string): RowferryError {
  if (error instanceof RowferryError) return error;
  if (!(error instanceof pg.DatabaseError)) {
    const why = error instanceof Error ? error.message : String(error);
    return sourceUnreachable(
      `The connection to ${place} was lost (${why}); check that the server runs, then resume`,
      error,
    );
  }
  const { code = 'no code' } = error;
  // The error itself has details that may quote a row: it is not passed on as the cause.
  if (!mayBeShown(error)) {
    return sourceFailed(
      `PostgreSQL ended the read with SQLSTATE ${code}; its message may quote a record and is ` +
        'not shown: run the query in psql to see it',
    );
  }
  const failed = isTemporary(error) ? sourceUnreachable : sourceFailed;
  return failed(`PostgreSQL ended the read: ${error.message} (${code})`);
}

/** Whether its message is one of the server's own, about names, privileges or resources. A function may say anything. */
export function mayBeShown({ code = '', routine, where }: pg.DatabaseError): boolean {
  const isByFunction = where !== undefined || routine === 'exec_stmt_raise';
  return !isByFunction && SHOWN_CLASSES.includes(code.slice(0, 2));
}

/**
 * Whether the server has the reason: a lost connection, too few resources, a conflict with other
 * transactions, or an administrator who stops it.
 */
export function isTemporary({ code = '' }: pg.DatabaseError): boolean {
  return /^(?:08|40|53|57P)/.test(code);
}

/** The short code of a failed system call or of TLS, such as `ECONNREFUSED`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
