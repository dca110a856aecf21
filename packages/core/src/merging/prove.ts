import { type Chunk, chunkPaths } from '../chunks/chunk.ts';
import { TargetError } from '../errors.ts';
import type { JobContext } from '../jobs/context.ts';
import type { EndedJob } from '../jobs/ended-job.ts';
import type { Doubt } from '../verdict.ts';
import { holdCount } from './counts.ts';
import { spoolErrors, spooledErrors } from './error-list.ts';
import { type ChunkEvidence, chunkEvidence } from './evidence.ts';
import { type Merged, merge } from './merge.ts';
import { READINGS, type Reading } from './readings.ts';
import { type RowErrors, rowErrors } from './row-errors.ts';

/** What a run has learned of its tenant; it only grows. */
export interface Lessons {
  /** Readings of row numbers that some job refuted. */
  readonly refuted: Set<Reading>;
  /** Whether `recordsProcessed` was seen to leave out refused rows. */
  countsStored: boolean;
}

/** What is proven of the rows of a job. */
export interface Proof {
  /** Absent where the list was empty or could not be read. */
  readonly merged?: Merged;
  /** The ground on which every row without a proven error is in doubt. */
  readonly doubt?: Doubt;
}

/** Error lists that still change after so many readings are not waited for. */
const READINGS_MAX = 10;

interface Round {
  readonly digest: string;
  readonly merged?: Merged;
  readonly held: ReturnType<typeof holdCount>;
  /** Whether the count proves that a job that failed has come to its last row all the same. */
  readonly isWhole?: boolean;
}

/**
 * Reads the errors of a job that is over, as often as it takes to trust the list, and says what is
 * proven of its rows. `lessons` are applied, and added to.
 */
export async function prove(
  chunk: Chunk,
  job: EndedJob,
  lessons: Lessons,
  context: JobContext,
): Promise<Proof> {
  const { world, jobs, signal, clock } = context;
  const lagMs = jobs.errorsLagSeconds * 1000;
  let processed = job.recordsProcessed;
  let before: Round | undefined;
  for (let count = 1; ; count++) {
    const round = await readRound(chunk, job, processed, lessons, context);
    if (round === undefined) return { doubt: unreadable(job) };
    const isAgreed = before?.digest === round.digest;
    if (round.held === 'confirmed' || isAgreed || count === READINGS_MAX) {
      const doubt = doubtOf(job, round, isAgreed);
      return { ...(round.merged && { merged: round.merged }), ...(doubt && { doubt }) };
    }
    await round.merged?.proven.close();
    before = round;
    // By the target's clock: a process before may have had another one than ours.
    const sinceMs = clock.now() - clock.slackMs - job.toldAt;
    const waitedMs = count === 1 ? Math.max(0, sinceMs) : 0;
    await world.sleep(Math.max(0, lagMs - waitedMs), signal);
    processed = await processedNow(job, context, processed);
  }
}

/** One reading of the list, merged; `undefined` where the target will not give it. */
async function readRound(
  chunk: Chunk,
  job: EndedJob,
  processed: number | undefined,
  lessons: Lessons,
  context: JobContext,
): Promise<Round | undefined> {
  const { world, target, jobs, definition, chunksFolder } = context;
  const { disk } = world;
  const paths = chunkPaths(chunksFolder, chunk.number);
  let evidence: ChunkEvidence | undefined;
  const openEvidence = async () => {
    evidence ??= chunkEvidence(await disk.readFile(paths.csv), definition);
    return evidence;
  };
  return context.merging(async () => {
    const readings = READINGS.filter((reading) => !lessons.refuted.has(reading));
    const list = await context
      .attempt('errors', (options) =>
        spoolErrors(target.errors(job.id, options), disk, paths.errors, readings, openEvidence),
      )
      .catch(undefinedIfRefused);
    if (list === undefined) return undefined;
    const facts = { rows: chunk.rows, countsStored: lessons.countsStored };
    const counted = jobs.checkCounts ? processed : undefined;
    if (list.count === 0) {
      const held = holdCount({ ...facts, refused: 0, unattributed: 0, processed: counted });
      return { digest: list.digest, held };
    }
    for (const reading of list.contradicted) lessons.refuted.add(reading);
    const holding = readings.filter((reading) => !lessons.refuted.has(reading));
    const proven = await rowErrors(disk, paths.attributed, chunk.rows);
    const errors = spooledErrors(disk, paths.errors);
    const merged = await closing(proven, async () =>
      merge(errors, holding, await openEvidence(), proven, isOnlyRow(chunk, job, context)),
    );
    const { unattributed } = merged;
    const refused = proven.rowCount;
    const held = holdCount({ ...facts, refused, unattributed, processed: counted });
    // A job that ended before its last row may count what it handled, and meet `n − e` by accident;
    // and 0 may mean that it was not counted yet.
    const isTaught = held === 'confirmed' && job.status === 'completed' && counted !== 0;
    if (isTaught) lessons.countsStored = true;
    const stored = chunk.rows - refused;
    const isWhole =
      unattributed === 0 &&
      refused > 0 &&
      (counted === chunk.rows || (lessons.countsStored && counted === stored));
    return { digest: list.digest, merged, held, isWhole };
  });
}

/**
 * Whether an error of the job can mean no other row. Of a job that failed it may be the job's own: then
 * it counts only where the row is looked up after that.
 */
function isOnlyRow(chunk: Chunk, job: EndedJob, { remedy }: JobContext): boolean {
  if (chunk.rows > 1) return false;
  const isLookedUp = chunk.carriers !== undefined && remedy?.kind === 'look-up';
  return job.status === 'completed' || (isLookedUp && job.error === undefined);
}

/** A refused login says nothing of the list: the run stops, and a later one can read it. */
function undefinedIfRefused(error: unknown): undefined {
  if (!(error instanceof TargetError)) throw error;
  const { answer, status } = error.failure;
  if (answer === 'refused' && status !== 401) return undefined;
  throw error;
}

async function closing<T>(proven: RowErrors, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await proven.close().catch(() => {}); // the first error is the one to tell
    throw error;
  }
}

async function processedNow(
  job: EndedJob,
  context: JobContext,
  before: number | undefined,
): Promise<number | undefined> {
  if (job.status === 'vanished') return before;
  const now = await context
    .attempt('get', (options) => context.target.get(job.id, options))
    .catch(undefinedIfRefused);
  return now?.recordsProcessed ?? before;
}

function doubtOf(job: EndedJob, round: Round, isAgreed: boolean): Doubt | undefined {
  if (job.status !== 'completed' && !isFailedButWhole(job, round)) return overInDoubt(job);
  if (round.held === 'misfits') {
    return {
      code: 'COUNTS_DISAGREE',
      reason: `recordsProcessed of job ${job.id} fits neither its rows nor its errors`,
    };
  }
  if (round.held === 'confirmed' || isAgreed) return undefined;
  return {
    code: 'ERRORS_UNSTABLE',
    reason: `the error list of job ${job.id} still changed after ${READINGS_MAX} readings`,
  };
}

/** Some tenants may call a job failed for nothing but refused rows. */
function isFailedButWhole(job: EndedJob, { isWhole = false }: Round): boolean {
  return job.status === 'failed' && job.error === undefined && isWhole;
}

function overInDoubt(job: EndedJob): Doubt {
  const why = job.error?.code === undefined ? '' : ` with code ${job.error.code}`;
  switch (job.status) {
    case 'cancelled':
      return { code: 'JOB_CANCELLED', reason: `job ${job.id} was cancelled after taking the file` };
    case 'vanished':
      return { code: 'JOB_VANISHED', reason: `job ${job.id} is gone after taking the file` };
    default:
      return {
        code: 'JOB_FAILED',
        reason: `job ${job.id} failed${why}, perhaps after storing rows`,
      };
  }
}

function unreadable(job: EndedJob): Doubt {
  if (job.status !== 'completed') return overInDoubt(job);
  return {
    code: 'ERRORS_UNREADABLE',
    reason: `the target refuses the error list of job ${job.id}`,
  };
}
