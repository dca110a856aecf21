/** Lets creates go side by side, and a look at the jobs that lost ones may have left go alone. */
export interface CreateLock {
  /** Runs `work` beside other creates, behind whoever already waits to be alone. */
  beside<T>(work: () => Promise<T>): Promise<T>;
  /** Runs `work` while no create is on its way. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

export function createLock(): CreateLock {
  const running = new Set<Promise<void>>();
  /** The last work that is to be alone and has not ended. */
  let lastAlone: Promise<void> | undefined;

  return {
    async beside(work) {
      while (lastAlone !== undefined) await lastAlone;
      const working = work();
      const ended = working.then(ignore, ignore).finally(() => running.delete(ended));
      running.add(ended);
      return await working;
    },
    alone(work) {
      const before = lastAlone;
      const working = Promise.all([before, ...running]).then(work);
      const ended = working.then(ignore, ignore).finally(() => {
        if (lastAlone === ended) lastAlone = undefined;
      });
      lastAlone = ended;
      return working;
    },
  };
}

function ignore(): void {}
