import type { CsvRows } from '../chunks/csv-rows.ts';
import type { KnownPriorJob } from '../chunks/prior-job.ts';
import { at } from '../contract/assert.ts';
import type { FoundRecord } from '../contract/target.ts';
import { lookUp } from '../jobs/look-up.ts';
import { canonicalCell } from '../values/canonical-cell.ts';
import { findingOf, withKey } from './finding.ts';
import { judgeFound } from './judge-found.ts';
import { type InDoubtRow, type Resolution, unresolved } from './resolution.ts';
import type { Resolving } from './resolving.ts';

/** Looks up the rows that are not decided yet, and decides on those that it can. */
export async function decideByLookUp(
  resolutions: (Resolution | undefined)[],
  rows: readonly InDoubtRow[],
  csv: CsvRows,
  priorJobs: readonly KnownPriorJob[],
  isLast: boolean,
  { requests, journal, clock, recovery, definition, settings }: Resolving,
): Promise<void> {
  const isWithinBudget = journal.state.resubmits < settings.resubmitJobsMax;
  const given = { isUnique: recovery.isUnique, isWithinBudget };
  const dates = { ...requests.target.systemFields, ...clock.dates };
  const open = new Map<string, number[]>();
  for (const [row, { key }] of rows.entries()) {
    if (resolutions[row] === undefined) addTo(open, key, row);
  }
  const refused = await lookUp(recovery.column, [...open.keys()], requests, (keys, records) => {
    const byKey = grouped(records, recovery.column);
    for (const key of keys) {
      const equal = withKey(byKey.get(canonicalCell(key)) ?? [], recovery.column, key);
      for (const row of open.get(key) ?? []) {
        const finding = findingOf(csv.cells(row), csv.header, equal, priorJobs, definition, dates);
        const inDoubtOne = at(rows, row, 'row');
        resolutions[row] = judgeFound(inDoubtOne, finding, priorJobs, given, isLast);
      }
    }
  });
  for (const key of refused) {
    for (const row of open.get(key) ?? []) {
      resolutions[row] = unresolved('LOOKUP_FAILED', 'the target refuses to look up its key');
    }
  }
}

/** Groups records by the canonical form of their key; whether a key is really equal is checked later. */
function grouped(records: readonly FoundRecord[], column: string): Map<string, FoundRecord[]> {
  const groups = new Map<string, FoundRecord[]>();
  for (const record of records) {
    addTo(groups, canonicalCell(String(record[column])), record);
  }
  return groups;
}

function addTo<T>(groups: Map<string, T[]>, key: string, item: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}
