import pLimit from 'p-limit';
import { chunkPaths } from '../chunks/chunk.ts';
import type { Cut } from '../chunks/stretch.ts';
import type { JobContext } from '../jobs/context.ts';
import type { Outcome } from '../jobs/job.ts';
import { type Lessons, type Proof, prove } from '../merging/prove.ts';
import { rowErrors } from '../merging/row-errors.ts';
import type { JobCounts, RecordCounts } from '../summary.ts';
import type { Refusal, Verdict } from '../verdict.ts';
import type { RunDirectory } from './directory.ts';
import { type Settled, settleLocal, settleRows } from './settle.ts';
import { localVerdicts, rowVerdicts } from './tell.ts';

/** Where verdicts become durable, one settling at a time, and are then told and counted. */
export interface Ledger {
  readonly records: RecordCounts;
  readonly jobs: JobCounts;
  readonly bytesUploaded: number;
  /** Settles what a stretch decided without the target. */
  settleCut(cut: Cut): Promise<void>;
  /** Proves and settles the rows of a chunk whose job is over. */
  settleJob(outcome: Outcome): Promise<void>;
}

export function ledgerOf(directory: RunDirectory, context: JobContext): Ledger {
  const { world, journal, hooks } = context;
  const { disk } = world;
  const folder = directory.chunks;
  const oneAtATime = pLimit(1);
  const lessons: Lessons = { refuted: new Set(), countsStored: false };
  const records = { read: 0, skipped: 0, loaded: 0, rejected: 0, unresolved: 0 };
  const jobs = { total: 0, completed: 0, failed: 0, cancelled: 0 };
  let bytesUploaded = 0;

  /** The order matters: result files, journal, hooks, journal, and only then the chunk goes. */
  const commit = async (
    chunk: number,
    job: string | undefined,
    settled: Settled,
    verdicts: () => AsyncIterable<Verdict[]>,
    done: readonly string[],
  ) => {
    const { rejectedBytes, unresolvedBytes, counts } = settled;
    const line = { chunk, ...(job !== undefined && { job }) };
    await journal.append({
      type: 'settled',
      ...line,
      rejectedBytes,
      unresolvedBytes,
      counts,
      refuted: [...lessons.refuted],
      countsStored: lessons.countsStored,
    });
    for (const name of ['skipped', 'loaded', 'rejected', 'unresolved'] as const) {
      records[name] += counts[name];
    }
    if (hooks.watchesVerdicts) for await (const some of verdicts()) await hooks.verdicts(some);
    await journal.append({ type: 'told', ...line });
    for (const path of done) await disk.removeFile(path);
  };

  const settleOutcome = async ({ chunk, job }: Outcome, proof: Proof) => {
    const { csv, records, errors, attributed } = chunkPaths(folder, chunk.number);
    try {
      const settled = await settleRows(disk, folder, chunk, job, proof, directory);
      const verdicts = () => rowVerdicts(disk, folder, chunk, job.id, settled, directory);
      await commit(chunk.number, job.id, settled, verdicts, [csv, records, errors, attributed]);
    } finally {
      await proof.merged?.proven.close();
    }
  };
  return {
    get records() {
      return { ...records };
    },
    get jobs() {
      return { ...jobs };
    },
    get bytesUploaded() {
      return bytesUploaded;
    },
    async settleCut(cut) {
      records.read += cut.to - cut.from;
      if (cut.rejected + cut.skipped === 0) return;
      await oneAtATime(async () => {
        const settled = await settleLocal(disk, folder, cut, directory);
        const { rejected, skipped } = chunkPaths(folder, cut.number);
        const verdicts = () => localVerdicts(disk, folder, cut, settled, directory);
        await commit(cut.number, undefined, settled, verdicts, [rejected, skipped]);
      });
    },
    async settleJob(outcome) {
      const { chunk, job, refused } = outcome;
      jobs.total++;
      if (job.status === 'completed' || job.status === 'failed' || job.status === 'cancelled') {
        jobs[job.status]++;
      }
      if (refused === undefined) bytesUploaded += chunk.bytes;
      const proof =
        refused === undefined
          ? await prove(chunk, job, lessons, context)
          : await refusedWhole(outcome, refused, context);
      await oneAtATime(() => settleOutcome(outcome, proof));
    },
  };
}

/** The proof for a chunk of one row that the target would not take for its size. */
async function refusedWhole(
  { chunk }: Outcome,
  refusal: Refusal,
  { world, chunksFolder }: JobContext,
): Promise<Proof> {
  const { attributed } = chunkPaths(chunksFolder, chunk.number);
  const proven = await rowErrors(world.disk, attributed, 1);
  await proven.add(0, refusal);
  return { merged: { proven, unattributed: 0, isInDoubt: () => false } };
}
