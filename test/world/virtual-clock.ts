/** One clock for the run, the network and the tenant. It advances only in `step` and `moveTo`. */
export interface VirtualClock {
  now(): number;
  /** Runs `run` once, `ms` from now. Returns a function that cancels it. */
  schedule(ms: number, run: () => void): () => void;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Advances to the next timer not later than `until` and runs it. Returns false if there is none. */
  step(until?: number): boolean;
  /** Advances to a time before which no timer is due. */
  moveTo(at: number): void;
}

interface Timer {
  readonly at: number;
  /** The order of timers that are due at the same time. */
  readonly order: number;
  run: (() => void) | undefined;
}

// Not on a full second: HTTP dates have only full seconds.
const START = Date.UTC(2026, 0, 1) + 123;

export function virtualClock(): VirtualClock {
  const timers: Timer[] = [];
  let now = START;
  let order = 0;

  const schedule = (ms: number, run: () => void) => {
    const timer: Timer = { at: now + Math.max(0, ms), order: order++, run };
    push(timers, timer);
    return () => {
      timer.run = undefined;
    };
  };
  return {
    now: () => now,
    schedule,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const cancel = schedule(ms, () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        });
        const abort = () => {
          cancel();
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', abort, { once: true });
      }),
    step(until = Number.POSITIVE_INFINITY) {
      while (timers[0] !== undefined && timers[0].run === undefined) pop(timers);
      const [next] = timers;
      if (next === undefined || next.at > until) return false;
      pop(timers);
      now = Math.max(now, next.at);
      next.run?.();
      return true;
    },
    moveTo(at) {
      now = Math.max(now, at);
    },
  };
}

/** Resolves after so many turns of the event loop, in which promises and streams without timers continue. */
export async function settled(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

function push(heap: Timer[], timer: Timer): void {
  let at = heap.length;
  heap.push(timer);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(timer, heap[parent] as Timer)) break;
    heap[at] = heap[parent] as Timer;
    at = parent;
  }
  heap[at] = timer;
}

function pop(heap: Timer[]): void {
  const last = heap.pop() as Timer;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    const right = child + 1;
    if (right < heap.length && isBefore(heap[right] as Timer, heap[child] as Timer)) child = right;
    if (!isBefore(heap[child] as Timer, last)) break;
    heap[at] = heap[child] as Timer;
    at = child;
  }
  heap[at] = last;
}
