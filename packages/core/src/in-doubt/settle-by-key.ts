import type { CsvRows } from '../chunks/csv-rows.ts';
import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import { type KnownPriorJob, knownPriorJobs } from '../chunks/prior-job.ts';
import { at } from '../contract/assert.ts';
import { decideByLookUp } from './decide-by-look-up.ts';
import { foreignJobsAtWork } from './foreign-jobs.ts';
import { type InDoubtRow, type Resolution, unresolved } from './resolution.ts';
import type { Resolving } from './resolving.ts';

export async function settleByKey(
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
    const resolution = at(resolutions, row, 'resolution');
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

/** Whether another program with the same login may have created what was found. */
async function isCreatedByOthers(
  resolutions: readonly (Resolution | undefined)[],
  priorJobs: readonly KnownPriorJob[],
  { requests, journal, clock, ownJobs }: Resolving,
): Promise<boolean> {
  const own = { logins: journal.state.logins, ownJobs };
  const loaded = resolutions.flatMap((one) => (one?.fate === 'loaded' ? [one] : []));
  const jobs = new Set(loaded.flatMap(({ by }) => by?.job ?? priorJobs.map(({ job }) => job)));
  for (const { job, createdAt = '', endedAt } of priorJobs) {
    if (
      jobs.has(job) &&
      (await foreignJobsAtWork(requests, own, Date.parse(createdAt), endedAt + clock.dates.aheadMs))
    ) {
      return true;
    }
  }
  return false;
}
