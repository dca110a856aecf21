import { describe, expect, it } from 'vitest';
import { virtualWorld } from '../../../../test/world/virtual-world.ts';
import { keepBeside } from '../contract/cleanup.ts';
import { RowferryError } from '../contract/errors.ts';
import { stopSignals } from './stop-signals.ts';

const orderly = new RowferryError('JOB_IDLE', 'too long');

describe('stopSignals', () => {
  it('aborts the soft signal at once, and the hard signal after the grace period', async () => {
    const world = virtualWorld(1);
    const abort = new AbortController();
    const signals = stopSignals(abort.signal, 30, world);
    const reason = new Error('enough');
    abort.abort(reason);
    expect([signals.soft.aborted, signals.hard.aborted]).toEqual([true, false]);
    expect(signals.first).toMatchObject({ code: 'INTERRUPTED', cause: reason });
    const begun = world.now();
    await world.sleep(30_001, new AbortController().signal);
    expect([signals.hard.aborted, signals.hard.reason]).toEqual([true, reason]);
    expect(world.now() - begun).toBe(30_001);
  });

  it('keeps the first error, whatever follows', () => {
    const abort = new AbortController();
    const signals = stopSignals(abort.signal, 30, virtualWorld(1));
    signals.stop(orderly);
    signals.stop(new RowferryError('JOB_REFUSED', 'later'));
    abort.abort(new Error('later still'));
    expect(signals.first).toBe(orderly);
    expect(signals.soft.reason).toBe(orderly);
    signals.release();
  });

  it('lets running jobs be settled after an orderly error, and nothing after any other', () => {
    const soft = stopSignals(undefined, 30, virtualWorld(1));
    soft.stop(orderly);
    expect([soft.soft.aborted, soft.hard.aborted]).toEqual([true, false]);
    for (const error of [new RowferryError('DISK_FAILED', 'full'), new TypeError('bug')]) {
      const hard = stopSignals(undefined, 30, virtualWorld(1));
      hard.stop(error);
      expect([hard.hard.aborted, hard.hard.reason]).toEqual([true, error]);
    }
  });

  it('never counts the reason of an abort as an error, not even beside another one', () => {
    const abort = new AbortController();
    const signals = stopSignals(abort.signal, 30, virtualWorld(1));
    const reason = new Error('enough');
    abort.abort(reason);
    const refused = new RowferryError('TARGET_FAILED', 'refused');
    keepBeside(refused, reason);
    signals.stop(refused);
    signals.stop(reason);
    expect(signals.later).toEqual([refused]);
    signals.release();
  });

  it('gives an error without a code the code of a bug, also if it comes later', () => {
    const bug = new TypeError('bug');
    const signals = stopSignals(undefined, 30, virtualWorld(1));
    signals.stop(orderly);
    signals.stop(bug);
    expect(signals.later).toMatchObject([{ code: 'UNEXPECTED_ERROR', message: 'bug', cause: bug }]);
  });

  it('keeps what failed beside an error, even if the error is known', () => {
    const signals = stopSignals(undefined, 30, virtualWorld(1));
    signals.stop(orderly);
    const full = new RowferryError('DISK_FAILED', 'the file cannot be closed');
    keepBeside(orderly, full);
    signals.stop(orderly);
    expect([signals.first, signals.later]).toEqual([orderly, [full]]);
  });

  it('limits the wait for a plugin by the clean-up', async () => {
    const world = virtualWorld(1);
    const abort = new AbortController();
    const signals = stopSignals(abort.signal, 30, world);
    const patience = signals.patience();
    expect(patience).toBe(signals.cleanUp);
    signals.finish();
    abort.abort(new Error('enough'));
    // The run has ended before the abort.
    expect([signals.first, signals.soft.aborted]).toEqual([undefined, false]);
    await world.sleep(30_001, new AbortController().signal);
    expect(patience.aborted).toBe(true);
  });

  it('gives a plugin that is called after a stopped run a grace of its own', async () => {
    const world = virtualWorld(1);
    const never = new AbortController().signal;
    const abort = new AbortController();
    const signals = stopSignals(abort.signal, 30, world);
    abort.abort();
    await world.sleep(30_001, never);
    expect(signals.patience().aborted).toBe(true);
    signals.finish();
    for (let plugins = 0; plugins < 2; plugins++) {
      const patience = signals.patience();
      await world.sleep(29_000, never);
      expect(patience.aborted).toBe(false);
      await world.sleep(1001, never);
      expect(patience.aborted).toBe(true);
    }
  });

  it('ignores the signal after it is released', () => {
    const abort = new AbortController();
    const signals = stopSignals(abort.signal, 30, virtualWorld(1));
    signals.release();
    abort.abort();
    expect([signals.soft.aborted, signals.first]).toEqual([false, undefined]);
  });
});
