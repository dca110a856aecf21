import type { Proof } from '../attribution/proof.ts';
import type { Chunk } from '../chunks/chunk.ts';
import type { CsvRows } from '../chunks/csv-rows.ts';
import type { PriorJob } from '../chunks/prior-job.ts';
import { chunkRows, type RowRecord, rowRecords } from '../chunks/row-records.ts';
import type { RowRefusal } from '../chunks/row-refusal.ts';
import { rowsWriter } from '../chunks/rows-writer.ts';
import { at } from '../contract/assert.ts';
import { cleanedUp, doAll } from '../contract/cleanup.ts';
import type { UnresolvedReason } from '../contract/unresolved.ts';
import type { Recovery } from '../jobs/recovery.ts';
import type { EndedJob } from '../journal/ended-job.ts';
import type { OpenJob } from '../journal/open-chunk.ts';
import type { RunDirectory } from '../run-directory/directory.ts';
import type { Duplicates, RefusedRow } from './duplicates.ts';
import { fateOf } from './fate.ts';
import { verdictWriter, type Written } from './verdict-writer.ts';

/** What decides what happens to rows that have no verdict yet. */
export interface Settling {
  /** The column that the migration names as its key. */
  readonly key: string | undefined;
  /** How rows in doubt are settled; absent if nothing can settle them. */
  readonly recovery: Recovery | undefined;
  /** How many chunks may be submitted again. */
  readonly resubmitJobsMax: number;
  readonly duplicates: Duplicates;
}

/**
 * Durably writes what the end of a job proves about its rows: verdicts into the result files, and rows in
 * doubt into a chunk of their own, if something can still settle them.
 */
export async function settleRows(
  chunk: Chunk,
  job: EndedJob,
  proof: Proof,
  directory: RunDirectory,
  { key, recovery, resubmitJobsMax, duplicates }: Settling,
): Promise<Written> {
  const { chunks, journal } = directory;
  const { attributed } = proof;
  const none = { skipped: 0, loaded: chunk.rows, rejected: 0, unresolved: 0 };
  if (attributed === undefined && proof.inDoubt === undefined) return { counts: none };
  const because =
    proof.inDoubt ??
    attributed?.because ??
    (attributed?.unattributed ? unattributed(job) : refusedAgain(job));
  const csv = await chunkRows(chunks, chunk);
  const keyOf = keyReader(csv, key);
  const locate = await duplicates.among(refusedRows(directory, chunk, proof), csv);
  const verdicts = verdictWriter(directory, directory.description.runId);
  const open = journal.state.chunks.get(chunk.number)?.job;
  // A job that took no file is not a prior job.
  const before = chunk.priorJobs ?? [];
  const priorJobs = open === undefined ? before : [...before, priorJobOf(job, open)];
  const numberedAs = (row: number) => (open === undefined ? [] : [row + 2]);
  const inDoubt = rowsWriter(chunks, csv, priorJobs);
  const again = rowsWriter(chunks, csv, chunk.priorJobs);
  const mayBeSentAgain = journal.state.resubmits < resubmitJobsMax;
  const settleRow = async (row: number, record: RowRecord) => {
    const fate = await fateOf(row, chunk, proof, recovery);
    if (fate.is === 'again') {
      if (mayBeSentAgain) await again.add(row, record);
      else if (chunk.priorJobs === undefined) {
        await verdicts.reject(record, [UNPROCESSED], job.id, row + 2);
      } else await verdicts.leaveUnresolved(record, unreached(job), job.id, keyOf(row));
    } else if (fate.is === 'rejected') {
      const errors = locate(record, fate.errors);
      await verdicts.reject(record, errors, job.id, row + 2);
    } else if (recovery === undefined) {
      await verdicts.leaveUnresolved(record, because, job.id, keyOf(row));
    } else await inDoubt.add(row, withHistory(record, numberedAs(row), fate.errors));
  };
  const writeAll = async (): Promise<Written> => {
    let row = 0;
    for await (const some of rowRecords(chunks, chunk)) {
      for (const record of some) {
        // Most rows of most jobs are loaded, and need no `await`.
        const isNamed =
          attributed?.proven.has(row) ||
          attributed?.isInDoubt(row) ||
          attributed?.isUnprocessed?.(row);
        if (proof.inDoubt !== undefined || isNamed) await settleRow(row, record);
        row++;
      }
    }
    await verdicts.finish();
    const { rejected, unresolved } = verdicts;
    const loaded = chunk.rows - rejected - unresolved - inDoubt.rows - again.rows;
    const counts = { skipped: 0, loaded, rejected, unresolved };
    if (inDoubt.rows + again.rows === 0) return { counts };
    const inDoubtChunk = inDoubt.rows > 0 && { ...(await inDoubt.finish()), because };
    const againChunks = again.rows > 0 && [await again.finish()];
    await chunks.sync();
    return {
      counts,
      ...(inDoubtChunk && { inDoubt: inDoubtChunk }),
      ...(againChunks && { again: againChunks }),
    };
  };
  return await cleanedUp(writeAll, () => doAll([inDoubt.abandon, again.abandon]));
}

/** The rows of a job that have a proven error, if no earlier job may have stored them. */
async function* refusedRows(
  { chunks }: RunDirectory,
  chunk: Chunk,
  { attributed }: Proof,
): AsyncGenerator<RefusedRow> {
  if (attributed === undefined || attributed.proven.rowCount === 0) return;
  if (chunk.priorJobs !== undefined) return;
  let row = 0;
  for await (const some of rowRecords(chunks, chunk)) {
    for (const record of some) {
      if (attributed.proven.has(row)) {
        yield { row, record, errors: await attributed.proven.of(row) };
      }
      row++;
    }
  }
}

/** For a row that jobs never came to, after as many jobs as are allowed. */
const UNPROCESSED: RowRefusal = {
  meaning: 'passing',
  message: 'no job came to this row; retry it',
};

/** Why such a row is in doubt if an earlier job may have stored it. */
function unreached({ id }: EndedJob): UnresolvedReason {
  return {
    code: 'RESUBMITS_EXHAUSTED',
    reason: `job ${id} never came to it, and an earlier job may have stored it; as many jobs as \`resubmitJobsMax\` allows were used`,
  };
}

export function unattributed({ id }: EndedJob): UnresolvedReason {
  return {
    code: 'ERROR_UNATTRIBUTED',
    reason: `an error of job ${id} cannot be attributed to a row with certainty, and may belong to this one`,
  };
}

/** Why rows are in doubt although errors of this job name them. */
function refusedAgain({ id }: EndedJob): UnresolvedReason {
  return {
    code: 'RESUBMITS_EXHAUSTED',
    reason: `job ${id} refused it, and an earlier job may have stored it`,
  };
}

function withHistory(
  { records, index, history }: RowRecord,
  numbers: readonly number[],
  errors: readonly RowRefusal[] | undefined,
): RowRecord {
  const rowNumbers = [...(history?.rowNumbers ?? []), ...numbers];
  return { records, index, history: { rowNumbers, ...(errors !== undefined && { errors }) } };
}

/** A job that has ended, as a prior job of its rows. */
function priorJobOf({ id, endedAt }: EndedJob, job: OpenJob): PriorJob {
  return {
    job: id,
    endedAt,
    ...(job.createdAt !== undefined && { createdAt: job.createdAt }),
    ...(job.createdBy !== undefined && { createdBy: job.createdBy }),
  };
}

/** Reads the cell of the migration's key; `undefined` if the migration names none. */
export function keyReader(
  csv: CsvRows,
  key: string | undefined,
): (row: number) => string | undefined {
  const column = key === undefined ? -1 : csv.header.indexOf(key);
  return (row) => (column === -1 ? undefined : at(csv.cells(row), column, 'cell'));
}
