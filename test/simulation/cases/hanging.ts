import { chanceOf } from '../environment/chance.ts';

const PLACES = [
  'onStart',
  'onJob',
  'onVerdicts',
  'onProgress',
  'onEnd',
  'transform',
  'source',
] as const;

/** The code of a caller that may hang: a hook, or the source. */
export type HangingPlace = (typeof PLACES)[number];

/** A call that never settles, once in a run, until the user interrupts. */
export interface HangCase {
  readonly place: HangingPlace;
  readonly nth: number;
  /** How long the user waits before the interrupt. */
  readonly patienceMs: number;
}

/** Has its own random numbers. */
export function hangOf(seed: number): HangCase | undefined {
  const chance = chanceOf(`hangs-${seed}`);
  const hang = {
    place: chance.pick(PLACES),
    nth: chance.between(1, chance.pick([1, 3, 12])),
    patienceMs: chance.pick([0, 1000, 60_000]),
  };
  return chance.is(0.1) ? hang : undefined;
}

/** Called at each place of one process. Returns what never settles, if it is the turn of this place. */
export type Hanging = (place: HangingPlace) => Promise<never> | undefined;

/** `calls`: counted over all processes of the run. `onHang` is given the patience of the user. */
export function hangingOf(
  hang: HangCase | undefined,
  calls: { count: number },
  onHang: (patienceMs: number) => void,
): Hanging {
  return (place) => {
    if (hang?.place !== place || ++calls.count !== hang.nth) return undefined;
    onHang(hang.patienceMs);
    return new Promise(() => {});
  };
}
