import type { Chunk } from '../chunks/chunk.ts';
import { cleanUpAfter } from '../contract/cleanup.ts';
import type { RowOutcome } from '../contract/row-outcome.ts';
import { undefinedIfRefused } from '../contract/target-error.ts';
import type { EndedJob } from '../journal/ended-job.ts';
import { attribute } from './attribute.ts';
import { attributeListed } from './attribute-listed.ts';
import { checkCount } from './counts.ts';
import { spoolErrors, spooledErrors } from './error-list.ts';
import { type ChunkEvidence, chunkEvidence } from './evidence.ts';
import { notListed } from './job-reasons.ts';
import type { Attributed, ProofParts } from './proof.ts';
import { rowErrors } from './row-errors.ts';
import { ROW_NUMBERINGS } from './row-numberings.ts';

export interface Round {
  readonly digest: string;
  readonly attributed?: Attributed;
  readonly count: ReturnType<typeof checkCount>;
  /** Whether the list itself says what became of each row. */
  readonly isListed?: boolean;
  /** Whether the count proves that a failed job nevertheless reached its last row. */
  readonly isComplete?: boolean;
}

/** Reads the list once and attributes its errors; `undefined` if the target refuses to return the list. */
export async function readRound(
  chunk: Chunk,
  job: EndedJob,
  processed: number | undefined,
  { requests, store, definition, isLookedUp, settings, known }: ProofParts,
): Promise<Round | undefined> {
  const { disk } = store;
  const { traits } = requests.target;
  const paths = store.paths(chunk.number);
  let evidence: ChunkEvidence | undefined;
  const openEvidence = async () => {
    evidence ??= chunkEvidence(await disk.readFile(paths.csv), definition);
    return evidence;
  };
  const numberings = ROW_NUMBERINGS.filter((numbering) => !known.refuted.has(numbering));
  const list = await requests
    .send('outcomes', (options) => {
      const outcomes = requests.target.outcomes(job.id, options);
      const items = traits.rowNumbers === 'none' ? unnumbered(outcomes) : outcomes;
      return spoolErrors(items, disk, paths.errors, numberings, openEvidence);
    })
    .catch(undefinedIfRefused);
  if (list === undefined) return undefined;
  const facts = { rows: chunk.rows, countsStored: known.countsStored };
  const counted = settings.checkCounts ? processed : undefined;
  if (list.count === 0 && !traits.listsStored) {
    const count = checkCount({ ...facts, refused: 0, unattributed: 0, processed: counted });
    return { digest: list.digest, count };
  }
  for (const numbering of list.contradicted) known.refuted.add(numbering);
  const possible = numberings.filter((numbering) => !known.refuted.has(numbering));
  const proven = await rowErrors(disk, paths.attributed, chunk.rows);
  const errors = list.count === 0 ? nothing() : spooledErrors(disk, paths.errors);
  const orClose = async (error: unknown): Promise<never> => {
    await cleanUpAfter(error, proven.close);
    throw error;
  };
  if (traits.listsStored) {
    const listed = await openEvidence()
      .then((opened) => attributeListed(errors, possible, opened, proven, notListed(job)))
      .catch(orClose);
    const count = listed.isComplete ? 'confirmed' : 'fits';
    return { digest: list.digest, attributed: listed, count, isListed: true };
  }
  const attributed = await openEvidence()
    .then((opened) =>
      attribute(errors, possible, opened, proven, isOnlyRow(chunk, job, isLookedUp)),
    )
    .catch(orClose);
  const { unattributed } = attributed;
  const refused = proven.rowCount;
  const count = checkCount({ ...facts, refused, unattributed, processed: counted });
  // A job that ended before its last row may count the rows that it handled, which may equal `n − e` by
  // accident. A count of 0 may mean that nothing has been counted yet.
  const isWhole = job.result === 'completed' && job.error === undefined;
  const provesCountsStored = count === 'confirmed' && isWhole && counted !== 0;
  if (provesCountsStored) known.countsStored = true;
  const stored = chunk.rows - refused;
  const isComplete =
    unattributed === 0 &&
    refused > 0 &&
    (counted === chunk.rows || (known.countsStored && counted === stored));
  return { digest: list.digest, attributed, count, isComplete };
}

/** A list without items leaves no file. */
async function* nothing(): AsyncGenerator<RowOutcome> {}

/** Outcomes without the numbers of a target whose numbers do not name rows. */
async function* unnumbered(outcomes: AsyncIterable<RowOutcome>): AsyncGenerator<RowOutcome> {
  for await (const { row: _, ...outcome } of outcomes) yield outcome;
}

/**
 * Whether every error of the job belongs to its only row. An error of a job that failed, or that has an error
 * of its own, may be the job's; one of a failed job counts as the row's only if the row is looked up afterwards.
 */
function isOnlyRow(chunk: Chunk, job: EndedJob, isLookedUp: boolean): boolean {
  if (chunk.rows > 1 || job.error !== undefined) return false;
  return job.result === 'completed' || (chunk.priorJobs !== undefined && isLookedUp);
}
