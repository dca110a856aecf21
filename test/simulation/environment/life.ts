import type { MaybePromise } from '@rowferry/core';
import type { DeathCase } from '../cases/seeded-deaths.ts';

/** A point that a process reaches and at which it may die. */
export type Place = 'step' | 'unsent' | 'sent' | 'arrived' | 'upload';

/**
 * The life of one process. Everything that its program gets from outside goes through here. Once the
 * process is dead, no promise settles and nothing more is done.
 */
export interface Life {
  /** The pid. */
  readonly number: number;
  readonly isDead: boolean;
  /** The number of calls so far. */
  readonly steps: number;
  readonly death: DeathCase | undefined;
  /** Runs `work` and returns its result, unless the process dies before or meanwhile. */
  pass<T>(work: () => MaybePromise<T>): Promise<T>;
  /** The same for a hook, which may be synchronous. */
  call<T>(hook: () => MaybePromise<T>): MaybePromise<T>;
  /** Called at a place. Returns false if the process dies there or is dead. */
  reaches(place: Place): boolean;
  die(where: string): void;
}

/** A process that dies where `death` says, and then calls `onDeath`. It gets nothing unless its machine is `awake`. */
export function lifeOf(
  number: number,
  death: DeathCase | undefined,
  onDeath: (where: string) => void,
  awake: () => Promise<void> | undefined = () => undefined,
): Life {
  const counts = { step: 0, unsent: 0, sent: 0, arrived: 0, upload: 0 };
  let isDead = false;
  const die = (where: string) => {
    if (isDead) return;
    isDead = true;
    onDeath(where);
  };
  const reaches = (place: Place) => {
    const count = ++counts[place];
    if (!isDead && death?.place === place && death.nth === count) die(`${place} ${count}`);
    return !isDead;
  };
  const outcomeOf = async <T>(work: () => MaybePromise<T>): Promise<T> => {
    try {
      const result = await work();
      await awake();
      return isDead ? await never<T>() : result;
    } catch (error) {
      await awake();
      if (isDead) await never();
      throw error;
    }
  };
  return {
    number,
    death,
    get isDead() {
      return isDead;
    },
    get steps() {
      return counts.step;
    },
    pass: (work) => (reaches('step') ? outcomeOf(work) : never()),
    call(hook) {
      if (!reaches('step')) return never();
      const result = hook();
      if (isDead) return never();
      return result instanceof Promise ? outcomeOf(() => result) : result;
    },
    reaches,
    die,
  };
}

/** Never settles. It is garbage collected together with those who wait for it. */
function never<T>(): Promise<T> {
  return new Promise(() => {});
}
