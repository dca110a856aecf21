import { setMaxListeners } from 'node:events';
import { type ErrorCode, RowferryError } from '../contract/errors.ts';
import type { World } from './world.ts';

const LATER_MAX = 10;
/** Without its files, or in the hands of another process, a run can settle nothing any more. */
const AT_ONCE: readonly ErrorCode[] = ['DISK_FAILED', 'RUN_LOCKED'];
/** In the hands of another process its jobs are not ours to cancel. */
const HELD: ErrorCode = 'RUN_LOCKED';

/** How a run is stopped before its end: softly, so that running jobs are settled, or at once. */
export interface StopSignals {
  /** Aborts when nothing new may start. */
  readonly soft: AbortSignal;
  /** Aborts when all work ends, except giving slots back. */
  readonly hard: AbortSignal;
  /** Aborts when no request may be sent any more: where the disk fails, `graceSeconds` after that. */
  readonly cleanUp: AbortSignal;
  /** What stopped the run first. */
  readonly first: { readonly error: unknown; readonly isInterrupt: boolean } | undefined;
  /** What went wrong after that: ten at most, none twice. */
  readonly later: readonly RowferryError[];
  /** Stops for an error: softly where running jobs can still be settled. */
  stop(error: unknown): void;
  release(): void;
}

/** Follows the caller's signal: softly at once, and for good after `graceSeconds`. */
export function stopSignals(
  outer: AbortSignal | undefined,
  graceSeconds: number,
  world: World,
): StopSignals {
  const soft = new AbortController();
  const hard = new AbortController();
  const cleanUp = new AbortController();
  const released = new AbortController();
  // Every chunk that settles waits on these: how many there are is bounded elsewhere.
  setMaxListeners(0, soft.signal, hard.signal, cleanUp.signal);
  let first: StopSignals['first'];
  const later: RowferryError[] = [];
  const tellLater = (error: unknown) => {
    if (!(error instanceof RowferryError) || error === first?.error) return;
    const isKnown = later.some((one) => one.message === error.message);
    if (!isKnown && later.length < LATER_MAX) later.push(error);
  };
  const afterGrace = (act: () => void) => {
    world.sleep(graceSeconds * 1000, released.signal).then(
      act,
      () => {}, // released: the run was over before the grace was
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
      else tellLater(error);
      soft.abort(error);
      const code = error instanceof RowferryError ? error.code : undefined;
      if (code !== undefined && !AT_ONCE.includes(code)) return;
      if (code === HELD) cleanUp.abort(error);
      else if (!hard.signal.aborted) afterGrace(() => cleanUp.abort(error));
      hard.abort(error);
    },
    release() {
      outer?.removeEventListener('abort', interrupt);
      released.abort();
    },
  };
}
