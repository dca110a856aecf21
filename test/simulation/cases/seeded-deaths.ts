import type { Chance } from '../environment/chance.ts';

/** Where one process dies, and what happens then. */
export interface DeathCase {
  /**
   * `step`: any interaction of the process with its environment. `journal`: when a line of the journal is
   * durable, and nothing after it. `unsent`, `sent`, `arrived`: before a request is sent, while it is on its
   * way, and before its answer. `upload`: while an upload is on its way. `time`: after `nth` milliseconds.
   */
  readonly place: 'step' | 'journal' | 'unsent' | 'sent' | 'arrived' | 'upload' | 'time';
  /** Counted from 1 in this process. */
  readonly nth: number;
  /** Whether the line of the journal is torn. */
  readonly isTorn: boolean;
  /** Whether the machine fails with the process, so that unsynced data may be lost. */
  readonly isPowerCut: boolean;
  /** How long after the death the run is resumed. */
  readonly downtimeMs: number;
}

const DOWNTIMES_MS = [0, 0, 100, 3000, 20_000, 60_000, 130_000, 1_000_000, 20_000_000];

/** The deaths of a run's processes, one each. */
export function deathsOf(chance: Chance): DeathCase[] {
  const count = chance.pick([0, 0, 1, 1, 1, 2, 2, 3, 5]);
  return Array.from({ length: count }, () => deathOf(chance));
}

function deathOf(chance: Chance): DeathCase {
  const place = chance.pick([
    ...(['step', 'step', 'step', 'journal', 'journal', 'journal'] as const),
    ...(['unsent', 'sent', 'sent', 'arrived', 'upload', 'upload', 'time'] as const),
  ]);
  return {
    place,
    nth: nthOf(place, chance),
    isTorn: chance.is(0.3),
    isPowerCut: place === 'journal' || chance.is(0.8),
    downtimeMs: chance.pick(DOWNTIMES_MS),
  };
}

/** Small numbers are as likely as large ones, so that early deaths are as common as late ones. */
function nthOf(place: DeathCase['place'], chance: Chance): number {
  switch (place) {
    case 'step':
      return wide(3000, chance);
    case 'journal':
      return wide(120, chance);
    case 'time':
      return chance.between(0, chance.pick([500, 5000, 200_000]));
    case 'upload':
      return wide(12, chance);
    default:
      return wide(60, chance);
  }
}

/** A random integer from 1 to `most`, with all orders of magnitude equally likely. */
function wide(most: number, chance: Chance): number {
  return Math.max(1, Math.round(most ** chance.next()));
}
