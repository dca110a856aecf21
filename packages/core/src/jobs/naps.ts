/** Waits that may be ended early. */
export interface Naps {
  /** Runs `sleeping`; resolves to false if `wake` ended it. Rejects with the reason of the signal. */
  pause(sleeping: (until: AbortSignal) => Promise<void>): Promise<boolean>;
  wake(): void;
}

export function naps(signal: AbortSignal): Naps {
  let wake = () => {};
  return {
    wake: () => wake(),
    async pause(sleeping) {
      const woken = new AbortController();
      wake = () => woken.abort();
      signal.addEventListener('abort', wake);
      try {
        await sleeping(woken.signal);
        return true;
      } catch (error) {
        signal.throwIfAborted();
        if (!woken.signal.aborted) throw error;
        return false;
      } finally {
        signal.removeEventListener('abort', wake);
      }
    },
  };
}
