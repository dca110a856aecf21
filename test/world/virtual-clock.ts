/** One clock for the run, the wire and the tenant; it moves on only when told to. */
export interface VirtualClock {
  now(): number;
  /** Runs `run` once, `ms` from now; the answer calls it off. */
  schedule(ms: number, run: () => void): () => void;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Moves on to the next timer not later than `until` and runs it; false where there is none. */
  step(until?: number): boolean;
  /** Moves on to a moment before which no timer is due. */
  moveTo(at: number): void;
}

interface Timer {
  readonly at: number;
  /** Decides between timers of the same moment. */
  readonly order: number;
  run: (() => void) | undefined;
}

// Not on a full second: dates on the wire have none but full ones.
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
        const callOff = schedule(ms, () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        });
        const abort = () => {
          callOff();
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

/** Resolves when promises and streams that need no timer have gone on. */
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
