import { RowferryError } from '@rowferry/core';

export function sourceFailed(message: string, cause?: unknown): RowferryError {
  return new RowferryError('SOURCE_FAILED', message, causeOf(cause));
}

/** A checkpoint does not fit what the source is now; `what` says how, and `back` what to bring back. */
export function sourceChanged(what: string, back: string): RowferryError {
  return new RowferryError(
    'SOURCE_CHANGED',
    `${what}; bring ${back} back, then resume, or start a new run of what is not loaded yet`,
  );
}

/** What a failed try of a page says of the next one. */
interface TryFacts {
  /** Whether the same request may succeed later. */
  readonly isPassing: boolean;
  /** How long the server asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** What a person can do about it. */
  readonly advice?: string;
  readonly cause?: unknown;
}

/** A try of a page that did not succeed; its message goes on from the name of the page. */
export class FailedTry extends Error {
  override readonly name = 'FailedTry';
  readonly facts: TryFacts;

  constructor(message: string, facts: TryFacts) {
    super(message, causeOf(facts.cause));
    this.facts = facts;
  }
}

/** The code of a failed connection or of zlib, or its message where it has no code. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // A proxy's refusal has the code of an abort, and only its message says more.
  return code === undefined || code === 'UND_ERR_ABORTED' ? error.message : code;
}

/** An error of undici's HTTP parser holds a piece of the answer: it is not passed on. */
function causeOf(cause: unknown): ErrorOptions {
  return cause === undefined || (cause instanceof Error && 'data' in cause) ? {} : { cause };
}
