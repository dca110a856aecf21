import pLimit from 'p-limit';
import { chunkPaths } from '../chunks/chunk.ts';
import type { Cut } from '../chunks/stretch.ts';
import type { JobContext } from '../jobs/context.ts';
import type { Outcome } from '../jobs/job.ts';
import { type Lessons, type Proof, prove } from '../merging/prove.ts';
import { rowErrors } from '../merging/row-errors.ts';
import type { Refusal, Verdict } from '../verdict.ts';
import type { RunDirectory } from './directory.ts';
import { type Settled, settleLocal, settleRows } from './settle.ts';
import type { Counter } from './tally.ts';
import { localVerdicts, rowVerdicts } from './tell.ts';

/** Where verdicts become durable, one settling at a time, and are then told and counted. */
export interface Ledger {
  /** Settles what a stretch decided without the target. */
  settleCut(cut: Cut): Promise<void>;
  /** Proves and settles the rows of a chunk whose job is over. */
  settleJob(outcome: Outcome): Promise<void>;
}

/** Verdicts that stand in the result files, and what is left to do for them. */
interface Settling {
  readonly chunk: number;
  readonly job?: string;
  readonly settled: Settled;
  readonly verdicts: () => AsyncIterable<Verdict[]>;
  /** Files that nobody needs when the verdicts have been told. */
  readonly done: readonly string[];
}

export function ledgerOf(directory: RunDirectory, context: JobContext, tally: Counter): Ledger {
  const { disk } = context.world;
  const folder = directory.chunks;
  const oneAtATime = pLimit(1);
  const lessons: Lessons = { refuted: new Set(), countsStored: false };
  return {
    async settleCut(cut) {
      tally.read(cut.to - cut.from);
      if (cut.rejected + cut.skipped === 0) return;
      await oneAtATime(async () => {
        const settled = await settleLocal(disk, folder, cut, directory);
        const { rejected, skipped } = chunkPaths(folder, cut.number);
        const verdicts = () => localVerdicts(disk, folder, cut, settled, directory);
        const done = [rejected, skipped];
        await commit({ chunk: cut.number, settled, verdicts, done }, lessons, tally, context);
      });
    },
    async settleJob(outcome) {
      const { chunk, job, refused } = outcome;
      const proof =
        refused === undefined
          ? await prove(chunk, job, lessons, context)
          : await refusedWhole(outcome, refused, context);
      await oneAtATime(async () => {
        const { csv, records, errors, attributed } = chunkPaths(folder, chunk.number);
        const done = [csv, records, errors, attributed];
        try {
          const settled = await settleRows(disk, folder, chunk, job, proof, directory);
          const verdicts = () => rowVerdicts(disk, folder, chunk, job.id, settled, directory);
          const settling = { chunk: chunk.number, job: job.id, settled, verdicts, done };
          await commit(settling, lessons, tally, context);
        } finally {
          await proof.merged?.proven.close();
        }
      });
    },
  };
}

/** The order matters: result files, journal, hooks, journal, and only then the chunk goes. */
async function commit(
  { chunk, job, settled, verdicts, done }: Settling,
  { refuted, countsStored }: Lessons,
  tally: Counter,
  { world, journal, hooks }: JobContext,
): Promise<void> {
  const { rejectedBytes, unresolvedBytes, counts } = settled;
  const line = { chunk, ...(job !== undefined && { job }) };
  const learned = { refuted: [...refuted], countsStored };
  await journal.append({
    type: 'settled',
    ...line,
    rejectedBytes,
    unresolvedBytes,
    counts,
    ...learned,
  });
  tally.settled(counts);
  if (hooks.watchesVerdicts) for await (const some of verdicts()) await hooks.verdicts(some);
  await journal.append({ type: 'told', ...line });
  for (const path of done) await world.disk.removeFile(path);
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
