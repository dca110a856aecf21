/** The code of a network error, or its message if that says more. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown reason';
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  // A proxy's refusal has the code of an abort, and only its message says more.
  return code === undefined || code === 'UND_ERR_ABORTED' ? cause.message : code;
}

/** Does not pass on an error of undici's HTTP parser, which contains a piece of the answer. */
export function causeOf(cause: unknown): ErrorOptions | undefined {
  return cause === undefined || (cause instanceof Error && 'data' in cause) ? undefined : { cause };
}
