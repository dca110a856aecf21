import pLimit from 'p-limit';
import type { Chunk } from '../chunks/chunk.ts';
import type { ChunkStore } from '../chunks/store.ts';
import { isRefusal } from '../contract/errors.ts';
import type { JobSettings } from '../contract/job-options.ts';
import { VANISHED } from '../contract/job-status.ts';
import type { Definition } from '../contract/target.ts';
import type { UnresolvedReason } from '../contract/verdict.ts';
import type { Requests } from '../jobs/requests.ts';
import type { TargetClock } from '../jobs/target-clock.ts';
import type { EndedJob } from '../journal/ended-job.ts';
import { type Attributed, attribute } from './attribute.ts';
import { checkCount } from './counts.ts';
import { spoolErrors, spooledErrors } from './error-list.ts';
import { type ChunkEvidence, chunkEvidence } from './evidence.ts';
import { type RowErrors, rowErrors } from './row-errors.ts';
import { ROW_NUMBERINGS, type RowNumbering } from './row-numberings.ts';

/** What a run knows of its tenant. Facts are added and never removed. */
export interface TenantKnowledge {
  /** Row numberings that are wrong, as the errors of some job have shown. */
  readonly refuted: Set<RowNumbering>;
  /** Whether `recordsProcessed` is known to leave out refused rows. */
  countsStored: boolean;
}

/** What is proven of the rows of a job. */
export interface Proof {
  /** Absent if the list was empty or could not be read. */
  readonly attributed?: Attributed;
  /** Why every row without a proven error is in doubt; absent if that is not the case. */
  readonly inDoubt?: UnresolvedReason;
}

/** What {@link prover} needs. */
export interface ProofParts {
  readonly requests: Requests;
  readonly store: ChunkStore;
  readonly clock: TargetClock;
  /** Absent if the target does not provide it. */
  readonly definition: Definition | undefined;
  /** Whether rows that a second job refuses are looked up. */
  readonly isLookedUp: boolean;
  readonly settings: Pick<JobSettings, 'errorsLagSeconds' | 'checkCounts'>;
  readonly known: TenantKnowledge;
}

/** How many chunks are in memory at the same time to attribute their errors. */
const ATTRIBUTING_MAX = 2;

/** The maximum number of times that an error list is read, even if it still changes. */
const ROUNDS_MAX = 10;

interface Round {
  readonly digest: string;
  readonly attributed?: Attributed;
  readonly count: ReturnType<typeof checkCount>;
  /** Whether the count proves that a failed job nevertheless reached its last row. */
  readonly isComplete?: boolean;
}

export type Prove = (chunk: Chunk, job: EndedJob) => Promise<Proof>;

/**
 * Reads the errors of an ended job as often as needed to trust the list, and returns what is proven of
 * its rows. Uses what is known of the tenant, and adds to it.
 */
export function prover(parts: ProofParts): Prove {
  const limited = pLimit(ATTRIBUTING_MAX);
  return (chunk, job) =>
    prove(job, parts, (processed) => limited(() => readRound(chunk, job, processed, parts)));
}

async function prove(
  job: EndedJob,
  { requests, settings, clock }: ProofParts,
  read: (processed: number | undefined) => Promise<Round | undefined>,
): Promise<Proof> {
  const lagMs = settings.errorsLagSeconds * 1000;
  let processed = job.recordsProcessed;
  let before: Round | undefined;
  for (let rounds = 1; ; rounds++) {
    const round = await read(processed);
    if (round === undefined) return { inDoubt: unreadable(job) };
    const isAgreed = before?.digest === round.digest;
    if (round.count === 'confirmed' || isAgreed || rounds === ROUNDS_MAX) {
      const inDoubt = whyInDoubt(job, round, isAgreed);
      return {
        ...(round.attributed && { attributed: round.attributed }),
        ...(inDoubt && { inDoubt }),
      };
    }
    await round.attributed?.proven.close();
    before = round;
    // Uses the target's clock, since an earlier process may have had a different clock than this one.
    const sinceMs = clock.now() - clock.slackMs - job.endedAt;
    const waitedMs = rounds === 1 ? Math.max(0, sinceMs) : 0;
    await requests.sleep(Math.max(0, lagMs - waitedMs));
    processed = await processedNow(job, requests, processed);
  }
}

/** Reads the list once and attributes its errors; `undefined` if the target refuses to return the list. */
async function readRound(
  chunk: Chunk,
  job: EndedJob,
  processed: number | undefined,
  { requests, store, definition, isLookedUp, settings, known }: ProofParts,
): Promise<Round | undefined> {
  const { disk } = store;
  const paths = store.paths(chunk.number);
  let evidence: ChunkEvidence | undefined;
  const openEvidence = async () => {
    evidence ??= chunkEvidence(await disk.readFile(paths.csv), definition);
    return evidence;
  };
  const numberings = ROW_NUMBERINGS.filter((numbering) => !known.refuted.has(numbering));
  const list = await requests
    .send('errors', (options) => {
      const errors = requests.target.errors(job.id, options);
      return spoolErrors(errors, disk, paths.errors, numberings, openEvidence);
    })
    .catch(undefinedIfRefused);
  if (list === undefined) return undefined;
  const facts = { rows: chunk.rows, countsStored: known.countsStored };
  const counted = settings.checkCounts ? processed : undefined;
  if (list.count === 0) {
    const count = checkCount({ ...facts, refused: 0, unattributed: 0, processed: counted });
    return { digest: list.digest, count };
  }
  for (const numbering of list.contradicted) known.refuted.add(numbering);
  const possible = numberings.filter((numbering) => !known.refuted.has(numbering));
  const proven = await rowErrors(disk, paths.attributed, chunk.rows);
  const errors = spooledErrors(disk, paths.errors);
  const attributed = await closeOnError(proven, async () =>
    attribute(errors, possible, await openEvidence(), proven, isOnlyRow(chunk, job, isLookedUp)),
  );
  const { unattributed } = attributed;
  const refused = proven.rowCount;
  const count = checkCount({ ...facts, refused, unattributed, processed: counted });
  // A job that ended before its last row may count the rows that it handled, which may equal `n − e` by
  // accident. A count of 0 may mean that nothing has been counted yet.
  const provesCountsStored = count === 'confirmed' && job.status === 'completed' && counted !== 0;
  if (provesCountsStored) known.countsStored = true;
  const stored = chunk.rows - refused;
  const isComplete =
    unattributed === 0 &&
    refused > 0 &&
    (counted === chunk.rows || (known.countsStored && counted === stored));
  return { digest: list.digest, attributed, count, isComplete };
}

/**
 * Whether every error of the job belongs to its only row. An error of a failed job may be the job's own;
 * there it counts as the row's only if the row is looked up afterwards.
 */
function isOnlyRow(chunk: Chunk, job: EndedJob, isLookedUp: boolean): boolean {
  if (chunk.rows > 1) return false;
  const isSecond = chunk.priorJobs !== undefined && isLookedUp;
  return job.status === 'completed' || (isSecond && job.error === undefined);
}

/** A refused login says nothing about the list: it stops the run, and a later run can read the list. */
function undefinedIfRefused(error: unknown): undefined {
  if (!isRefusal(error)) throw error;
}

async function closeOnError<T>(proven: RowErrors, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await proven.close().catch(() => {}); // the first error is reported
    throw error;
  }
}

async function processedNow(
  job: EndedJob,
  { send, target }: Requests,
  before: number | undefined,
): Promise<number | undefined> {
  if (job.status === VANISHED) return before;
  const now = await send('get', (options) => target.get(job.id, options)).catch(undefinedIfRefused);
  return now?.recordsProcessed ?? before;
}

function whyInDoubt(job: EndedJob, round: Round, isAgreed: boolean): UnresolvedReason | undefined {
  if (job.status !== 'completed' && !isFailedButComplete(job, round)) return reasonOfStatus(job);
  if (round.count === 'misfits') {
    return {
      code: 'COUNTS_DISAGREE',
      reason: `recordsProcessed of job ${job.id} matches neither its rows nor its errors`,
    };
  }
  if (round.count === 'confirmed' || isAgreed) return undefined;
  return {
    code: 'ERRORS_UNSTABLE',
    reason: `the error list of job ${job.id} still changed after ${ROUNDS_MAX} reads`,
  };
}

/** Some tenants may report a job as failed only because rows were refused. */
function isFailedButComplete(job: EndedJob, { isComplete = false }: Round): boolean {
  return job.status === 'failed' && job.error === undefined && isComplete;
}

function reasonOfStatus(job: EndedJob): UnresolvedReason {
  const why = job.error?.code === undefined ? '' : ` with code ${job.error.code}`;
  switch (job.status) {
    case 'cancelled':
      return {
        code: 'JOB_CANCELLED',
        reason: `job ${job.id} was cancelled after it took the file`,
      };
    case 'vanished':
      return {
        code: 'JOB_VANISHED',
        reason: `job ${job.id} disappeared after it took the file`,
      };
    default:
      return {
        code: 'JOB_FAILED',
        reason: `job ${job.id} failed${why}, possibly after it stored rows`,
      };
  }
}

function unreadable(job: EndedJob): UnresolvedReason {
  if (job.status !== 'completed') return reasonOfStatus(job);
  return {
    code: 'ERRORS_UNREADABLE',
    reason: `the target refused to return the error list of job ${job.id}`,
  };
}
