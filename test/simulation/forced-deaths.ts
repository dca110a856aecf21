import type { SeededCase } from './cases/seeded-case.ts';
import type { DeathCase } from './cases/seeded-deaths.ts';
import type { Ran } from './run/ran.ts';

/** The same case with nothing that ends a process before its time. */
export function undying(seeded: SeededCase): SeededCase {
  return { ...seeded, deaths: [], abort: {}, intruder: undefined };
}

/** The same case, whose first process dies there. */
export function dyingAt(
  seeded: SeededCase,
  death: Pick<DeathCase, 'place' | 'nth'> & Partial<DeathCase>,
): SeededCase {
  const defaults = { isTorn: false, isPowerCut: true, downtimeMs: 3000 };
  return { ...undying(seeded), deaths: [{ ...defaults, ...death }] };
}

/**
 * The same case, which dies when the first `line` lines of the journal are durable and nothing behind
 * them is; or with that line torn.
 */
export function dyingAtLine(seeded: SeededCase, line: number, isTorn = false): SeededCase {
  return dyingAt(seeded, { place: 'journal', nth: line, isTorn });
}

/** How many lines the journal has. */
export function journalLines({ files }: Pick<Ran, 'files'>): number {
  const journal = [...files].find(([path]) => path.endsWith('/journal.jsonl'))?.[1];
  return [...(journal ?? [])].filter((byte) => byte === 10).length;
}
