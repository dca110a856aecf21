/** A mistake in the command or in a file: the message says what is wrong, where, and what to do. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

/** The message of anything that was thrown. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a Node error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
