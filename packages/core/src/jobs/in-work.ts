/** The chunks that are not settled yet. */
export interface InWork {
  /** Adds work on a chunk. What it throws stops the run. */
  track(work: Promise<void>): void;
  /** The same for a chunk that waits for a slot; `run` calls `entered` when it has one. */
  queue(run: (entered: () => void) => Promise<void>): void;
  /** Resolves when another chunk may be cut. */
  waitForRoom(): Promise<void>;
  /** Resolves when nothing is in work. */
  waitForAll(): Promise<void>;
}

/** As many chunks are ready as jobs may end at the same time, and as many as that may wait for their verdicts. */
export function inWork(slots: number, stop: (error: unknown) => void): InWork {
  const unsettled = new Set<Promise<void>>();
  const ready = new Set<Promise<void>>();

  const track = (work: Promise<void>) => {
    const tracked = work.catch(stop).finally(() => unsettled.delete(tracked));
    unsettled.add(tracked);
  };
  return {
    track,
    queue(run) {
      const entering = new Promise<void>((entered) => track(run(entered)));
      const entered = entering.finally(() => ready.delete(entered));
      ready.add(entered);
    },
    async waitForRoom() {
      while (ready.size >= slots) await Promise.race(ready);
      while (unsettled.size > 3 * slots) await Promise.race(unsettled);
    },
    async waitForAll() {
      while (unsettled.size > 0) await Promise.race(unsettled);
    },
  };
}
