/**
 * Replaces `node:timers/promises` in tests that run entirely in this process. Time then passes as soon as
 * nothing else can happen, so no wait runs out because the machine is busy.
 */

interface Sleeper {
  readonly wakesAt: number;
  wake(): void;
}

/** More turns of the event loop than any unfinished work takes. */
const QUIET_TURNS = 8;

const sleepers = new Set<Sleeper>();
let now = 0;
let quietTurns = 0;
let isPumping = false;

export function setTimeout(
  ms: number,
  value?: unknown,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = () => {
      leave();
      reject(signal?.reason);
    };
    const leave = () => {
      signal?.removeEventListener('abort', abort);
      sleepers.delete(sleeper);
      quietTurns = 0;
    };
    const sleeper: Sleeper = {
      wakesAt: now + ms,
      wake() {
        leave();
        resolve(value);
      },
    };
    signal?.addEventListener('abort', abort, { once: true });
    sleepers.add(sleeper);
    quietTurns = 0;
    if (isPumping) return;
    isPumping = true;
    globalThis.setImmediate(pump);
  });
}

export function setImmediate(): Promise<void> {
  return new Promise((resolve) => void globalThis.setImmediate(resolve));
}

/** Advances the time to the next sleeper once none was added or removed for a while. */
function pump(): void {
  const [first, ...others] = sleepers;
  if (first === undefined) {
    isPumping = false;
    return;
  }
  quietTurns += 1;
  if (quietTurns > QUIET_TURNS) {
    const next = others.reduce((a, b) => (b.wakesAt < a.wakesAt ? b : a), first);
    now = next.wakesAt;
    next.wake();
  }
  globalThis.setImmediate(pump);
}
