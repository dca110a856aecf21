import type { SeededCase } from './cases/seeded-case.ts';
import type { DeathCase } from './cases/seeded-deaths.ts';
import type { RunResult } from './run/run-result.ts';

/** The same case without anything that ends a process early. */
export function uninterrupted(seeded: SeededCase): SeededCase {
  return { ...seeded, deaths: [], abort: {}, intruder: undefined };
}

/** The same case, whose first process dies this way. */
export function dyingAt(
  seeded: SeededCase,
  death: Pick<DeathCase, 'place' | 'nth'> & Partial<DeathCase>,
): SeededCase {
  const defaults = { isTorn: false, isPowerCut: true, downtimeMs: 3000 };
  return { ...uninterrupted(seeded), deaths: [{ ...defaults, ...death }] };
}

/**
 * The same case, whose first process dies when exactly the first `line` lines of the journal are durable; if
 * `isTorn`, the last of them is torn.
 */
export function dyingAtLine(seeded: SeededCase, line: number, isTorn = false): SeededCase {
  return dyingAt(seeded, { place: 'journal', nth: line, isTorn });
}

/** Returns how many lines the journal has. */
export function journalLines({ files }: Pick<RunResult, 'files'>): number {
  const journal = [...files].find(([path]) => path.endsWith('/journal.jsonl'))?.[1];
  return [...(journal ?? [])].filter((byte) => byte === 10).length;
}
