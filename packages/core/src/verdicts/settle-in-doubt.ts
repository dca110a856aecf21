import { fileWriter } from '../chunks/file-writer.ts';
import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import { chunkRows, type RowRecord, rowRecords } from '../chunks/row-records.ts';
import { rowsWriter } from '../chunks/rows-writer.ts';
import { at, present } from '../contract/assert.ts';
import { cleanedUp, doAll } from '../contract/cleanup.ts';
import { type Resolution, type StoredBy, unresolved } from '../in-doubt/resolution.ts';
import type { RunDirectory } from '../run-directory/directory.ts';
import { keyReader, type Settling } from './settle-rows.ts';
import { verdictWriter, type Written } from './verdict-writer.ts';

/**
 * Durably writes what was found out about rows in doubt: verdicts into the result files, and rows that
 * are submitted again into chunks of their own, as many as the budget allows.
 */
export async function settleInDoubt(
  inDoubt: InDoubtChunk,
  resolutions: readonly Resolution[],
  directory: RunDirectory,
  { key, resubmitJobsMax, duplicates }: Omit<Settling, 'recovery'>,
): Promise<Written> {
  const { chunks, journal } = directory;
  const { disk } = chunks;
  const csv = await chunkRows(chunks, inDoubt);
  const keyOf = keyReader(csv, key);
  const verdicts = verdictWriter(directory, directory.description.runId);
  // A new file, whose name the journal says: an earlier holder of the run that wakes cannot remove it.
  const number = chunks.nextNumber();
  const resolved = fileWriter(disk, chunks.paths(number).resolved);
  const count = resolutions.filter(({ fate }) => fate === 'again').length;
  const parts = chunkSizes(inDoubt, count, resubmitJobsMax - journal.state.resubmits).map(
    (rows) => ({
      rows,
      writer: rowsWriter(chunks, csv, inDoubt.priorJobs),
    }),
  );
  let [row, loaded] = [0, 0];
  const settleRow = async (record: RowRecord) => {
    const resolution = withinBudget(at(resolutions, row, 'resolution'), parts.length, inDoubt);
    const { job, row: rowNumber } = lastPriorJobOf(inDoubt, record);
    await resolved.add(`${JSON.stringify(lineOf(resolution))}\n`);
    if (resolution.fate === 'loaded') loaded++;
    else if (resolution.fate === 'rejected') {
      // A key that another row has would be unresolved.
      const errors = duplicates.inTenant(record, record.history?.errors ?? []);
      await verdicts.reject(record, errors, job, rowNumber);
    } else if (resolution.fate === 'unresolved') {
      await verdicts.leaveUnresolved(record, resolution.because, job, keyOf(row));
    } else {
      const part = parts.find(({ rows, writer }) => writer.rows < rows);
      await present(part, 'a chunk for a row that is sent again').writer.add(row, record);
    }
  };
  const writeAll = async (): Promise<Written> => {
    for await (const some of rowRecords(chunks, inDoubt)) {
      for (const record of some) {
        await settleRow(record);
        row++;
      }
    }
    await resolved.finish();
    await verdicts.finish();
    const again = [];
    for (const { writer } of parts) again.push(await writer.finish());
    await chunks.sync();
    const { rejected, unresolved: left } = verdicts;
    const counts = { skipped: 0, loaded, rejected, unresolved: left };
    return { counts, resolved: number, ...(again.length > 0 && { again }) };
  };
  const abandons = [resolved.abandon, ...parts.map(({ writer }) => writer.abandon)];
  return await cleanedUp(writeAll, () => doAll(abandons));
}

function lastPriorJobOf({ priorJobs = [] }: InDoubtChunk, { history }: RowRecord) {
  return {
    job: present(priorJobs.at(-1), 'a prior job').job,
    row: present(history?.rowNumbers.at(-1), 'a row number'),
  };
}

/** What is kept for each row in doubt until plugins are notified: where it was loaded, or its fate. */
export type ResolvedLine = StoredBy | Resolution['fate'];

function lineOf(resolution: Resolution): ResolvedLine {
  return (resolution.fate === 'loaded' && resolution.by) || resolution.fate;
}

/**
 * How many rows each chunk gets that is submitted again. Halving the chunk finds the row to which an
 * error without a row number belongs: in a job of one row, an error can belong to no other.
 */
function chunkSizes({ because }: InDoubtChunk, count: number, left: number): number[] {
  if (count === 0 || left <= 0) return [];
  if (count === 1 || left === 1 || because.code !== 'ERROR_UNATTRIBUTED') return [count];
  return [Math.ceil(count / 2), Math.floor(count / 2)];
}

function withinBudget(
  resolution: Resolution,
  parts: number,
  { because }: InDoubtChunk,
): Resolution {
  if (resolution.fate !== 'again' || parts > 0) return resolution;
  return unresolved(
    'RESUBMITS_EXHAUSTED',
    `${because.reason}; as many jobs as \`resubmitJobsMax\` allows were used for rows in doubt`,
  );
}
