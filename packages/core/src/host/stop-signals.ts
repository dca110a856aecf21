import { setMaxListeners } from 'node:events';
import { type ErrorCode, RowferryError } from '../contract/errors.ts';
import type { World } from './world.ts';

const LATER_MAX = 10;
/** After these errors, and after an unexpected one, nothing more can be settled: the run ends at once. */
const AT_ONCE: readonly ErrorCode[] = ['DISK_FAILED', 'RUN_LOCKED'];

/** How a run is stopped before its end: softly, so that running jobs are settled, or at once. */
export interface StopSignals {
  /** Aborts when nothing new may start. */
  readonly soft: AbortSignal;
  /** Aborts when all work must end, except freeing slots. */
  readonly hard: AbortSignal;
  /**
   * Aborts when no request may be on its way any more: `graceSeconds` after an abort by the caller or after
   * an error that ended all work.
   */
  readonly cleanUp: AbortSignal;
  /** What stopped the run first. */
  readonly first: { readonly error: unknown; readonly isInterrupt: boolean } | undefined;
  /** Errors after that: ten at most, without duplicates. */
  readonly later: readonly RowferryError[];
  /** Stops the run for an error: softly if running jobs can still be settled. */
  stop(error: unknown): void;
  release(): void;
}

/** Follows the caller's signal: the soft signal aborts at once, the hard one after `graceSeconds`. */
export function stopSignals(
  outer: AbortSignal | undefined,
  graceSeconds: number,
  world: World,
): StopSignals {
  const soft = new AbortController();
  const hard = new AbortController();
  const cleanUp = new AbortController();
  const released = new AbortController();
  // Every chunk that is settled listens to these; how many chunks there are is limited elsewhere.
  setMaxListeners(0, soft.signal, hard.signal, cleanUp.signal);
  let first: StopSignals['first'];
  const later: RowferryError[] = [];
  const addLater = (error: unknown) => {
    if (!(error instanceof RowferryError) || error === first?.error) return;
    const isKnown = later.some((one) => one.message === error.message);
    if (!isKnown && later.length < LATER_MAX) later.push(error);
  };
  const afterGrace = (act: () => void) => {
    world.sleep(graceSeconds * 1000, released.signal).then(
      act,
      () => {}, // released: the run ended before the grace period
    );
  };
  const interrupt = () => {
    first ??= { error: outer?.reason, isInterrupt: true };
    soft.abort(outer?.reason);
    afterGrace(() => {
      hard.abort(outer?.reason);
      cleanUp.abort(outer?.reason);
    });
  };
  if (outer?.aborted) interrupt();
  else outer?.addEventListener('abort', interrupt, { once: true });
  return {
    soft: soft.signal,
    hard: hard.signal,
    cleanUp: cleanUp.signal,
    get first() {
      return first;
    },
    later,
    stop(error) {
      const isEcho = error === soft.signal.reason || error === hard.signal.reason;
      if (soft.signal.aborted && isEcho) return;
      if (first === undefined) first = { error, isInterrupt: false };
      else addLater(error);
      soft.abort(error);
      const code = error instanceof RowferryError ? error.code : undefined;
      if (code !== undefined && !AT_ONCE.includes(code)) return;
      if (!hard.signal.aborted) afterGrace(() => cleanUp.abort(error));
      hard.abort(error);
    },
    release() {
      outer?.removeEventListener('abort', interrupt);
      released.abort();
    },
  };
}
