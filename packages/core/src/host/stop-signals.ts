import { setMaxListeners } from 'node:events';
import { keptBeside } from '../contract/cleanup.ts';
import { type ErrorCode, type RowferryError, withCode } from '../contract/errors.ts';
import { interrupted } from '../contract/interrupted.ts';
import type { World } from './world.ts';

const LATER_MAX = 10;
/** After these errors nothing more can be settled: the run ends at once. */
const AT_ONCE: readonly ErrorCode[] = [
  'ASSERTION_FAILED',
  'DISK_FAILED',
  'RUN_LOCKED',
  'UNEXPECTED_ERROR',
];

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
  /** What stopped the run first; `INTERRUPTED` for an abort by the caller. */
  readonly first: RowferryError | undefined;
  /** Errors after that: ten at most, without duplicates. */
  readonly later: readonly RowferryError[];
  /** Stops the run for an error: softly if running jobs can still be settled. */
  stop(error: unknown): void;
  /** From here on an abort by the caller changes nothing, except how long plugins are waited for. */
  finish(): void;
  /**
   * The signal that ends the wait for a plugin that is called now: `cleanUp`, but a plugin that is called
   * after the end of a stopped run has `graceSeconds` of its own.
   */
  patience(): AbortSignal;
  /** The signals follow nothing any more. */
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
  const reasons = stopReasons();
  let isFinished = false;
  const afterGrace = (act: () => void) => {
    world.sleep(graceSeconds * 1000, released.signal).then(
      act,
      () => {}, // released: the run ended before the grace period
    );
  };
  const interrupt = () => {
    if (!isFinished) {
      if (reasons.first === undefined) reasons.add(interrupted(outer?.reason));
      soft.abort(outer?.reason);
    }
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
      return reasons.first;
    },
    later: reasons.later,
    stop(error) {
      const isEcho = (one: unknown) =>
        soft.signal.aborted && (one === soft.signal.reason || one === hard.signal.reason);
      const coded = withCode(error);
      const isNew = !isEcho(error);
      if (isNew || reasons.first === undefined) reasons.add(coded);
      for (const one of keptBeside(error)) if (!isEcho(one)) reasons.add(withCode(one));
      if (!isNew) return;
      soft.abort(error);
      if (!AT_ONCE.includes(coded.code)) return;
      if (!hard.signal.aborted) afterGrace(() => cleanUp.abort(error));
      hard.abort(error);
    },
    finish() {
      isFinished = true;
    },
    patience() {
      const isStopped = outer?.aborted === true || hard.signal.aborted;
      if (!isFinished || !isStopped) return cleanUp.signal;
      const own = new AbortController();
      afterGrace(() => own.abort());
      return own.signal;
    },
    release() {
      outer?.removeEventListener('abort', interrupt);
      released.abort();
    },
  };
}

/** The first error that stopped a run, and those after it. */
function stopReasons() {
  let first: RowferryError | undefined;
  const later: RowferryError[] = [];
  return {
    get first() {
      return first;
    },
    later,
    add(error: RowferryError) {
      first ??= error;
      const isKnown = later.some((one) => one.message === error.message);
      if (error !== first && !isKnown && later.length < LATER_MAX) later.push(error);
    },
  };
}
