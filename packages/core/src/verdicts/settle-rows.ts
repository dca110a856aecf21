import type { Proof } from '../attribution/prove.ts';
import type { Chunk } from '../chunks/chunk.ts';
import { type CsvRows, csvRows } from '../chunks/csv.ts';
import type { PriorJob } from '../chunks/prior-job.ts';
import { type CarriedRow, type RowBehind, rowsBehind, rowsWriter } from '../chunks/rows.ts';
import type { Refusal, UnresolvedReason } from '../contract/verdict.ts';
import { isPassing } from '../in-doubt/resolution.ts';
import type { Remedy } from '../jobs/recovery.ts';
import type { EndedJob } from '../journal/ended-job.ts';
import type { OpenJob } from '../journal/open-chunk.ts';
import type { RunDirectory } from '../run-directory/directory.ts';
import { verdictWriter, type Written } from './settle.ts';

/** What is known of a row that is not loaded for certain. */
type Fate =
  | { readonly is: 'rejected'; readonly errors: readonly Refusal[] }
  /** With the errors where the target refused it, which is not the last word. */
  | { readonly is: 'in-doubt'; readonly errors?: readonly Refusal[] };

/** What decides how rows go on that have no verdict yet. */
export interface Settling {
  /** The column that the migration names as its key. */
  readonly key: string | undefined;
  /** How rows in doubt are settled; absent where nothing can settle them. */
  readonly remedy: Remedy | undefined;
}

/**
 * Writes down what a job's end proves of its rows, durably: verdicts into the result files, and rows
 * in doubt into a chunk of their own, where something can still settle them.
 */
export async function settleRows(
  chunk: Chunk,
  job: EndedJob,
  proof: Proof,
  directory: RunDirectory,
  { key, remedy }: Settling,
): Promise<Written> {
  const { chunks, journal } = directory;
  const { merged, doubt } = proof;
  const none = { skipped: 0, loaded: chunk.rows, rejected: 0, unresolved: 0 };
  if (merged === undefined && doubt === undefined) return { counts: none };
  const ground = doubt ?? (merged?.unattributed ? unattributed(job) : refusedAgain(job));
  const csv = csvRows(await chunks.disk.readFile(chunks.paths(chunk.number).csv));
  const keyOf = keyReader(csv, key);
  const verdicts = verdictWriter(directory);
  const open = journal.state.chunks.get(chunk.number)?.job;
  // A job that took no file has no place among the priorJobs.
  const before = chunk.priorJobs ?? [];
  const priorJobs = open === undefined ? before : [...before, priorJobOf(job, open)];
  const carriedAs = (row: number) => (open === undefined ? [] : [row + 2]);
  const inDoubt = rowsWriter(chunks, csv, priorJobs);
  const settleRow = async (row: number, behind: RowBehind) => {
    const fate = await fateOf(row, chunk, proof, remedy);
    if (fate.is === 'rejected') {
      await verdicts.reject(behind.prefix, fate.errors, job.id, row + 2);
    } else if (remedy === undefined) {
      await verdicts.leaveUnresolved(behind.prefix, ground, job.id, keyOf(row));
    } else await inDoubt.add(row, carriedOn(behind, carriedAs(row), fate.errors));
  };
  try {
    let row = 0;
    for await (const some of rowsBehind(chunks, chunk)) {
      for (const behind of some) {
        // Most rows of most jobs are loaded, and cost no `await`.
        const isNamed = merged?.proven.has(row) || merged?.isInDoubt(row);
        if (doubt !== undefined || isNamed) await settleRow(row, behind);
        row++;
      }
    }
    await verdicts.finish();
    const { rejected, unresolved } = verdicts;
    const loaded = chunk.rows - rejected - unresolved - inDoubt.rows;
    const counts = { skipped: 0, loaded, rejected, unresolved };
    if (inDoubt.rows === 0) return { counts };
    const goingOn = { ...(await inDoubt.finish()), ground };
    await chunks.sync();
    return { counts, inDoubt: goingOn };
  } finally {
    await inDoubt.abandon();
  }
}

async function fateOf(
  row: number,
  { priorJobs }: Chunk,
  { merged }: Proof,
  remedy: Remedy | undefined,
): Promise<Fate> {
  if (!merged?.proven.has(row)) return { is: 'in-doubt' };
  const errors = await merged.proven.of(row);
  // An earlier job may have stored what this one refuses.
  const isLookedUp = priorJobs !== undefined && remedy?.kind === 'look-up';
  if (isLookedUp) return { is: 'in-doubt', errors };
  const mayHaveStored = priorJobs !== undefined && isPassing(errors);
  return mayHaveStored ? { is: 'in-doubt' } : { is: 'rejected', errors };
}

function carriedOn(
  { prefix, carried }: RowBehind,
  numbers: readonly number[],
  errors: readonly Refusal[] | undefined,
): RowBehind {
  const rows: CarriedRow['rows'] = [...(carried?.rows ?? []), ...numbers];
  return { prefix, carried: { rows, ...(errors !== undefined && { errors }) } };
}

/** The cell of the migration's key, where it names one. */
export function keyReader(
  csv: CsvRows,
  key: string | undefined,
): (row: number) => string | undefined {
  const column = key === undefined ? -1 : csv.header.indexOf(key);
  return (row) => (column === -1 ? undefined : csv.cells(row)[column]);
}

function unattributed({ id }: EndedJob): UnresolvedReason {
  return {
    code: 'ERROR_UNATTRIBUTED',
    reason: `an error of job ${id} names no row for certain, and may mean this one`,
  };
}

/** The ground of rows that this job refused, by errors that name them. */
function refusedAgain({ id }: EndedJob): UnresolvedReason {
  return {
    code: 'RESUBMITS_EXHAUSTED',
    reason: `job ${id} refused it, and an earlier job may have stored it`,
  };
}

/** A job that is over, as a prior job of its rows. */
function priorJobOf({ id, toldAt }: EndedJob, job: OpenJob): PriorJob {
  return {
    job: id,
    endedAt: toldAt,
    ...(job.createdDate !== undefined && { createdDate: job.createdDate }),
    ...(job.createdById !== undefined && { createdById: job.createdById }),
  };
}
