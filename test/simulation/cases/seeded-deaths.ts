import type { Chance } from '../stage/chance.ts';

/** Where one process dies, and what comes then. */
export interface DeathCase {
  /**
   * `step`: anything that goes into or out of the process; `journal`: a line of the journal is durable,
   * and nothing behind it; `unsent`, `sent`, `arrived`: a request before it leaves, on its way, and
   * before its answer; `time`: after so many milliseconds.
   */
  readonly place: 'step' | 'journal' | 'unsent' | 'sent' | 'arrived' | 'upload' | 'time';
  /** Counted from 1, in this process. */
  readonly nth: number;
  /** Whether the line of the journal is torn. */
  readonly isTorn: boolean;
  /** Whether the machine goes down with the process, and with it what was not synced. */
  readonly isPowerCut: boolean;
  /** How long it takes until somebody resumes the run. */
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

/** The first of all is as likely as those of a long run together. */
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

/** A whole number from 1 to `most`, each magnitude as likely as the next. */
function wide(most: number, chance: Chance): number {
  return Math.max(1, Math.round(most ** chance.next()));
}
