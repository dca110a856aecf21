import { describe, expect, it } from 'vitest';
import { virtualWorld } from '../../../../test/world/virtual-world.ts';
import { RowferryError } from '../contract/errors.ts';
import { haltOn } from './stop-signals.ts';

const orderly = new RowferryError('JOB_IDLE', 'too long');

describe('haltOn', () => {
  it('stops softly at the signal, and for good when the grace is over', async () => {
    const world = virtualWorld(1);
    const abort = new AbortController();
    const halt = haltOn(abort.signal, 30, world);
    const reason = new Error('enough');
    abort.abort(reason);
    expect([halt.stopping.aborted, halt.signal.aborted]).toEqual([true, false]);
    expect(halt.first).toEqual({ error: reason, isInterrupt: true });
    const begun = world.now();
    await world.sleep(30_001, new AbortController().signal);
    expect([halt.signal.aborted, halt.signal.reason]).toEqual([true, reason]);
    expect(world.now() - begun).toBe(30_001);
  });

  it('keeps what came first, whatever follows from it', () => {
    const abort = new AbortController();
    const halt = haltOn(abort.signal, 30, virtualWorld(1));
    halt.stop(orderly);
    halt.stop(new RowferryError('JOB_REFUSED', 'later'));
    abort.abort(new Error('later still'));
    expect(halt.first).toEqual({ error: orderly, isInterrupt: false });
    expect(halt.stopping.reason).toBe(orderly);
    halt.release();
  });

  it('lets what runs be settled after an orderly error, and nothing after any other', () => {
    const soft = haltOn(undefined, 30, virtualWorld(1));
    soft.stop(orderly);
    expect([soft.stopping.aborted, soft.signal.aborted]).toEqual([true, false]);
    for (const error of [new RowferryError('DISK_FAILED', 'full'), new TypeError('bug')]) {
      const hard = haltOn(undefined, 30, virtualWorld(1));
      hard.stop(error);
      expect([hard.signal.aborted, hard.signal.reason]).toEqual([true, error]);
    }
  });

  it('hears no signal once it is released', () => {
    const abort = new AbortController();
    const halt = haltOn(abort.signal, 30, virtualWorld(1));
    halt.release();
    abort.abort();
    expect([halt.stopping.aborted, halt.first]).toEqual([false, undefined]);
  });
});
