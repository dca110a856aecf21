import { createHash } from 'node:crypto';
import { RowferryError } from '../contract/errors.ts';
import { cell } from '../values/cell.ts';
import type { Columns } from '../values/columns.ts';

/** The parts of a migration that decide the rows and the verdicts of a run, and what a changed one is called. */
const CHANGED = {
  object: 'another object',
  operation: 'another operation',
  columns: 'other columns',
  key: 'another key',
  plugins: 'other plugins that change records, or other options of them',
  source: 'another source, or other options of it',
  target: 'another target, or other options of it',
  checkCounts: 'another value of `jobs.checkCounts`',
} as const;

export type Part = keyof typeof CHANGED;

/** What decides in each part that is known: only who makes a source, a target or a plugin knows its options. */
export type Parts = Readonly<Partial<Record<Part, unknown>>>;

/** A digest of each part that is known. */
export type Digests = Readonly<Partial<Record<Part, string>>>;

/**
 * The same for the same content and the same `salt`, whatever the order of keys. What JSON cannot express is left out.
 * A salt makes tables of digests useless that were prepared for many runs; a guess can still be tried, so no secret may
 * be in the content.
 */
export function digestOf(value: unknown, salt = ''): string {
  const text = JSON.stringify([value], (_, inner: unknown) => {
    if (typeof inner === 'bigint') return `${inner}n`;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash('sha256').update(`${salt}\n${text}`).digest('hex');
}

/** What a run itself knows of its migration. */
export interface Own {
  readonly object: string;
  readonly operation: string;
  readonly columns: Columns;
  readonly key: string | undefined;
  readonly checkCounts: boolean;
}

export function ownParts({ columns, operation, ...rest }: Own): Parts {
  return { ...rest, operation, columns: plainColumns(columns, operation) };
}

/** The digests of a run: its id is their salt. */
export function digestsOf(parts: Parts, runId: string): Digests {
  const digests = Object.entries(parts).map(([part, value]) => [part, digestOf(value, runId)]);
  return Object.fromEntries(digests);
}

/** Columns in one form for all ways to write them. */
function plainColumns(columns: Columns, operation: string): object {
  const entries = Object.entries(columns).map(([name, column]): [string, object] => {
    if (typeof column === 'string') return [name, { from: column }];
    if ('value' in column) return [name, { value: cell(column.value) }];
    // Where the cell of a missing field is empty in any case, it only says whether that is a mistake.
    const { optional, ...rest } = column;
    return [name, operation === 'create' ? rest : { ...rest, optional }];
  });
  return Object.fromEntries(entries);
}

/** What a run has kept of its parts. */
export interface Begun {
  readonly runId: string;
  readonly digests: Digests;
}

/** The parts that differ, of those that both know. Migrations without any are the same for a run. */
export function changedParts(before: Digests, now: Digests): Part[] {
  const parts = Object.keys(CHANGED) as Part[];
  return parts.filter((part) => {
    const [one, other] = [before[part], now[part]];
    return one !== undefined && other !== undefined && one !== other;
  });
}

/** Rejects with `MIGRATION_CHANGED` if the run in `folder` was begun with something else. */
export function requireSame(folder: string, run: Begun, parts: Parts): void {
  const changed = changedParts(run.digests, digestsOf(parts, run.runId));
  if (changed.length === 0) return;
  throw new RowferryError(
    'MIGRATION_CHANGED',
    `the migration has changed since the run in ${folder} began: it has ${changed.map((part) => CHANGED[part]).join(', ')}; restore it, then resume: a corrected migration is for a retry, once the run has ended. Comments, times, concurrency and credentials may change`,
  );
}
