import { type CsvRows, csvRows } from '../chunks/csv.ts';
import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import type { KeyIndex } from '../chunks/key-index.ts';
import { type KnownPriorJob, knownPriorJobs } from '../chunks/prior-job.ts';
import { rowRecords } from '../chunks/rows.ts';
import type { ChunkStore } from '../chunks/store.ts';
import type { JobSettings } from '../contract/job-options.ts';
import type { Definition, FoundRecord } from '../contract/target.ts';
import { lookUp } from '../jobs/look-up.ts';
import type { Recovery } from '../jobs/recovery.ts';
import type { Requests } from '../jobs/requests.ts';
import type { TargetClock } from '../jobs/target-clock.ts';
import type { Journal } from '../journal/journal.ts';
import { canonicalCell } from '../values/canonical-cell.ts';
import { foreignJobsAtWork, type Own } from './foreign-jobs.ts';
import { findingOf, judgeFound } from './judge-found.ts';
import { type InDoubtRow, inDoubtRow, type Resolution, unresolved } from './resolution.ts';

/** What is needed to settle rows in doubt. */
export interface Resolving {
  readonly requests: Requests;
  readonly store: ChunkStore;
  readonly journal: Journal;
  readonly clock: TargetClock;
  readonly recovery: Recovery;
  readonly keys: KeyIndex;
  /** Absent if the target does not provide it. */
  readonly definition: Definition | undefined;
  readonly ownJobs: Own['ownJobs'];
  readonly settings: Pick<JobSettings, 'lookupLagSeconds' | 'resubmitJobsMax'>;
  /** Waits; rejects when nothing new may start. */
  readonly sleep: (ms: number) => Promise<void>;
}

/**
 * Decides on every row of a chunk whose outcome is in doubt; see "Rows in doubt" in
 * `docs/architecture.md`. Looks up rows until all are decided, at the latest when a look-up can no longer
 * miss what was stored.
 */
export async function resolve(inDoubt: InDoubtChunk, given: Resolving): Promise<Resolution[]> {
  const { store, recovery } = given;
  const csv = csvRows(await store.disk.readFile(store.paths(inDoubt.number).csv));
  const rows: InDoubtRow[] = [];
  for await (const some of rowRecords(store, inDoubt)) {
    for (const record of some) {
      rows.push(inDoubtRow(record, csv.cells(rows.length)[recovery.index] as string));
    }
  }
  return recovery.kind === 'repeat'
    ? await repeat(rows, given)
    : await settleByKey(inDoubt, rows, csv, given);
}

async function repeat(rows: readonly InDoubtRow[], { keys }: Resolving): Promise<Resolution[]> {
  const twice = await keys.twice(rows);
  return rows.map(({ position }) =>
    twice.has(position)
      ? unresolved(
          'ID_TWICE',
          'its Id also occurs at another position of the run, and the order of the two would matter',
        )
      : { fate: 'again' },
  );
}

async function settleByKey(
  inDoubt: InDoubtChunk,
  rows: readonly InDoubtRow[],
  csv: CsvRows,
  given: Resolving,
): Promise<Resolution[]> {
  const { journal, clock, keys, settings } = given;
  const resolutions: (Resolution | undefined)[] = rows.map(({ key }) =>
    key === '' ? unresolved('KEY_EMPTY', 'its key is empty, so it cannot be looked up') : undefined,
  );
  const priorJobs = knownPriorJobs(inDoubt.priorJobs, journal.state.vanished);
  const lastEnd = Math.max(...priorJobs.map(({ endedAt }) => endedAt));
  const until = lastEnd + settings.lookupLagSeconds * 1000;
  for (let waitMs = 1000; ; waitMs *= 2) {
    const isLast = clock.now() >= until;
    await decideByLookUp(resolutions, rows, csv, priorJobs, isLast, given);
    if (resolutions.every((one) => one !== undefined)) break;
    const leftMs = Math.max(1, until - clock.now());
    await given.sleep(Math.min(waitMs, leftMs));
  }
  // Asked after the look-ups: every row that may have created what they found is in the index by now.
  const twice = await keys.twice(rows.filter(({ key }) => key !== ''));
  const isShared = await isCreatedByOthers(resolutions, priorJobs, given);
  return rows.map(({ position }, row) => {
    const resolution = resolutions[row] as Resolution;
    if (twice.has(position)) {
      return unresolved('KEY_TWICE', 'its key also occurs at another position of the run');
    }
    if (!isShared || resolution.fate !== 'loaded') return resolution;
    return unresolved(
      'CREATOR_UNCERTAIN',
      'the target has this record, but another program with the same login was working on the object',
    );
  });
}

/** Looks up the rows that are not decided yet, and decides on those that it can. */
async function decideByLookUp(
  resolutions: (Resolution | undefined)[],
  rows: readonly InDoubtRow[],
  csv: CsvRows,
  priorJobs: readonly KnownPriorJob[],
  isLast: boolean,
  { requests, journal, recovery, definition, settings }: Resolving,
): Promise<void> {
  const isWithinBudget = journal.state.resubmits < settings.resubmitJobsMax;
  const given = { isUnique: recovery.isUnique, isWithinBudget };
  const open = new Map<string, number[]>();
  for (const [row, { key }] of rows.entries()) {
    if (resolutions[row] === undefined) open.set(key, [...(open.get(key) ?? []), row]);
  }
  const refused = await lookUp(recovery.column, [...open.keys()], requests, (keys, records) => {
    const byKey = grouped(records, recovery.column);
    for (const key of keys) {
      const matching = byKey.get(canonicalCell(key)) ?? [];
      for (const row of open.get(key) ?? []) {
        const finding = findingOf(
          csv.cells(row),
          csv.header,
          matching,
          recovery,
          priorJobs,
          definition,
        );
        const inDoubtOne = rows[row] as InDoubtRow;
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
    const key = canonicalCell(String(record[column]));
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return groups;
}

/** Whether another program with the same login may have created what was found. */
async function isCreatedByOthers(
  resolutions: readonly (Resolution | undefined)[],
  priorJobs: readonly KnownPriorJob[],
  { requests, journal, ownJobs }: Resolving,
): Promise<boolean> {
  const own = { login: journal.state.login, ownJobs };
  const loaded = resolutions.flatMap((one) => (one?.fate === 'loaded' ? [one] : []));
  const jobs = new Set(loaded.flatMap(({ by }) => by?.job ?? priorJobs.map(({ job }) => job)));
  for (const { job, createdDate = '', endedAt } of priorJobs) {
    if (
      jobs.has(job) &&
      (await foreignJobsAtWork(requests, own, Date.parse(createdDate), endedAt))
    ) {
      return true;
    }
  }
  return false;
}
