import { RowferryError } from '@rowferry/core';

export function sourceFailed(message: string, cause?: unknown): RowferryError {
  return new RowferryError('SOURCE_FAILED', message, causeOf(cause));
}

/** The same read may succeed later. */
export function sourceUnreachable(message: string, cause?: unknown): RowferryError {
  return new RowferryError('SOURCE_UNREACHABLE', message, causeOf(cause));
}

/** A checkpoint does not fit the current source. `what` says why, `toRestore` what the user can restore. */
export function sourceChanged(what: string, toRestore: string): RowferryError {
  return new RowferryError(
    'SOURCE_CHANGED',
    `${what}; restore ${toRestore}, then resume, or start a new run with the records that are not loaded yet`,
  );
}

/** What a failed attempt to read a page means for the next one. */
interface AttemptFacts {
  /** Whether the same request may succeed later. */
  readonly isTemporary: boolean;
  /** Whether the server has certainly not answered the request: it was refused, or did not arrive. Default: false. */
  readonly isUnsent?: boolean;
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** What a person can do about it. */
  readonly advice?: string;
  readonly cause?: unknown;
}

/** An attempt to read a page that did not succeed. Its message continues after the name of the page. */
export class FailedAttempt extends Error {
  override readonly name = 'FailedAttempt';
  readonly facts: AttemptFacts;

  constructor(message: string, facts: AttemptFacts) {
    super(message, causeOf(facts.cause));
    this.facts = facts;
  }
}

/** The code of a failed connection or of zlib, or its message if it has no code. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // A proxy's refusal has the code of an abort, and only its message says more.
  return code === undefined || code === 'UND_ERR_ABORTED' ? error.message : code;
}

/** Drops an error of undici's HTTP parser, which contains a part of the answer. */
function causeOf(cause: unknown): ErrorOptions {
  return cause === undefined || (cause instanceof Error && 'data' in cause) ? {} : { cause };
}
