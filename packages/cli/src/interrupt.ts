/** The reason of a signal that Ctrl-C or SIGTERM has aborted. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** What is told of an interrupt before it takes effect. */
export interface InterruptHandlers {
  onFirst?(): void;
  /** The last thing that the process does. */
  onSecond?(): void;
}

/** One Ctrl-C arrives twice under npx: npm hands on what the terminal has sent already. */
const ECHO_MS = 100;
const EXIT_CODE = 130;

/**
 * Calls `work` with a signal that the first SIGINT or SIGTERM aborts, after `onFirst` was told; the
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
      process.exit(EXIT_CODE);
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
