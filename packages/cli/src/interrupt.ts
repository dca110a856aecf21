import { EXIT } from './exit-codes.ts';

/** The abort reason of a signal that Ctrl-C or SIGTERM has aborted. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Callbacks that run before an interrupt takes effect. */
export interface InterruptHandlers {
  onFirst?(): void;
  /** The last thing that the process does. */
  onSecond?(): void;
}

/** Under npx one Ctrl-C arrives twice: from the terminal, and again forwarded by npm. */
const ECHO_MS = 100;

/**
 * Calls `work` with a signal that the first SIGINT or SIGTERM aborts, after calling `onFirst`. The
 * second one ends the process at once.
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { onFirst, onSecond }: InterruptHandlers = {},
): Promise<T> {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const interrupt = (name: string) => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      onFirst?.();
      controller.abort(new Interrupted(name));
    } else if (Date.now() - firstAt > ECHO_MS) {
      onSecond?.();
      process.exit(EXIT.interrupted);
    }
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
