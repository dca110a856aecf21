import pLimit from 'p-limit';
import type { Cut } from './chunks/chunk.ts';
import { csvWriter } from './chunks/csv.ts';
import { cut } from './chunks/cut.ts';
import { encode } from './chunks/encode.ts';
import type { Doubted } from './chunks/in-doubt.ts';
import type { KeyIndex } from './chunks/key-index.ts';
import type { Continued } from './chunks/reread.ts';
import type { ChunkLimits, StretchParts } from './chunks/segment.ts';
import { RowferryError } from './contract/errors.ts';
import type { Halt } from './host/stop-signals.ts';
import { resolve } from './in-doubt/resolve.ts';
import { cancelIfPending } from './jobs/cancel.ts';
import type { JobContext } from './jobs/context.ts';
import { jobCreator } from './jobs/create.ts';
import { type Jobs, type Outcome, runChunk } from './jobs/job.ts';
import { poller } from './jobs/poll.ts';
import { isLasting } from './jobs/retry.ts';
import type { EndedJob } from './journal/ended-job.ts';
import type { OpenChunk } from './journal/open-chunk.ts';
import type { ProgressMeter } from './progress.ts';
import type { Encoder } from './values/columns.ts';
import type { Ledger } from './verdicts/ledger.ts';

/** Chunks of rows in doubt that are looked up at the same time. */
const RESOLVING_MAX = 2;

/** What the line of stages works with. */
export interface Run {
  /** Absent where nothing more is to be read. */
  readonly source: Continued | undefined;
  readonly encoding: Encoder;
  readonly context: JobContext;
  readonly keys: KeyIndex | undefined;
  readonly ledger: Ledger;
  readonly halt: Halt;
  readonly meter: ProgressMeter;
}

/**
 * The line of stages: source, transform and cells, chunks on disk, jobs in slots, verdicts. All is
 * pulled from here: the next chunk is cut when the one before has its slot. What an earlier process
 * left goes first, from where it stands.
 */
export async function load(run: Run): Promise<void> {
  const { context, keys, ledger, halt } = run;
  const { journal, stopping, jobs: limits, remedy } = context;
  const { state } = journal;
  const chunkLimits = chunkLimitsOf(context);
  const jobs = jobsOf(context, chunkLimits);
  const slots = pLimit(Math.min(limits.concurrency, context.target.limits.activeJobsMax));
  const resolving = pLimit(RESOLVING_MAX);
  const unsettled = new Set<Promise<void>>();
  const track = (work: Promise<void>) => {
    const tracked = work.catch(halt.stop).finally(() => unsettled.delete(tracked));
    unsettled.add(tracked);
  };

  const inSlot = (open: OpenChunk, entered = () => {}) =>
    slots(async () => {
      entered();
      // A job that an earlier process left is seen to in any case.
      if (stopping.aborted && open.job === undefined) return;
      for await (const outcome of runChunk(open, jobs, context)) {
        if (isLasting(outcome.job.error?.code)) halt.stop(lasting(outcome.job));
        track(settle(outcome));
      }
    });
  const settle = async (outcome: Outcome) => {
    const doubted = await ledger.settleJob(outcome);
    if (doubted !== undefined) await follow(doubted);
  };
  const follow = async (doubted: Doubted) => {
    if (remedy === undefined || keys === undefined) return;
    const resolutions = await resolving(() => {
      stopping.throwIfAborted();
      return resolve(doubted, { context, remedy, keys });
    });
    for (const again of await ledger.settleDoubted(doubted, resolutions)) track(inSlot(again));
  };
  const goOn = (open: OpenChunk) => {
    if (open.doubted !== undefined) return follow(open.doubted);
    const ended = open.job?.ended;
    return ended === undefined ? inSlot(open) : settle({ chunk: open.chunk, job: ended });
  };
  const room = async () => {
    while (unsettled.size > 2 * limits.concurrency) await Promise.race(unsettled);
    stopping.throwIfAborted();
  };

  for (const open of leftFirst(state.chunks.values())) track(goOn(open));
  try {
    await room();
    for await (const chunk of chunksOf(run, chunkLimits)) {
      const { fraction: _, ...line } = chunk;
      await journal.append({ type: 'cut', ...line });
      await ledger.settleCut(chunk);
      const open = state.chunks.get(chunk.number);
      if (open !== undefined) await new Promise<void>((entered) => track(inSlot(open, entered)));
      await room();
    }
    if (!stopping.aborted && !state.source.isRead) {
      await journal.append({ type: 'read', to: state.source.to });
    }
  } catch (error) {
    halt.stop(error);
  }
  while (unsettled.size > 0) await Promise.race(unsettled);
  await jobs.creator.accountAll().catch(halt.stop);
  await giveSlotsBack(jobs, run);
}

async function giveSlotsBack(jobs: Jobs, { context, halt }: Run): Promise<void> {
  const closing = { ...context, ...context.closing };
  for (const id of await mayBePending(jobs, context)) {
    await cancelIfPending(id, closing).catch(halt.stop);
  }
}

/**
 * Jobs to be asked for before the run ends. Where the disk failed nothing more can be journaled, so
 * only those that no file was sent to, by what the journal holds: cancelled, they do not mislead a
 * resume.
 */
async function mayBePending({ givenUp }: Jobs, context: JobContext): Promise<string[]> {
  const { signal, closing, journal } = context;
  const { state } = journal;
  if (!signal.aborted) return [...state.vanished, ...givenUp];
  if (closing.signal.aborted || !(await journal.takeBack())) return [];
  return [...state.vanished, ...[...state.chunks.values()].flatMap(unsentJob)];
}

function unsentJob({ job }: OpenChunk): string[] {
  const isUnsent = job !== undefined && !job.mayBeTaken && !job.isTaken && !job.ended;
  return isUnsent ? [job.id] : [];
}

/** Jobs that hold a slot come before chunks that wait for one. */
function leftFirst(left: Iterable<OpenChunk>): OpenChunk[] {
  const chunks = [...left];
  return [...chunks.filter(({ job }) => job), ...chunks.filter(({ job }) => !job)];
}

async function* chunksOf(
  { source, encoding, context, keys, meter }: Run,
  limits: ChunkLimits,
): AsyncGenerator<Cut> {
  if (source === undefined) return;
  const { chunks, journal, hooks, remedy } = context;
  const { state } = journal;
  const { to, checkpoint } = state.source;
  const encoded = encode(meter.pass(source.batches), to, encoding, hooks);
  const parts: StretchParts = {
    store: chunks,
    header: encoding.header,
    csv: csvWriter(encoding.header.length),
    limits,
    ...(keys !== undefined &&
      remedy !== undefined && {
        keys: { index: keys, column: remedy.index },
      }),
  };
  const start = { from: to, checkpoint, digest: source.digest };
  yield* cut(encoded, start, parts);
}

function chunkLimitsOf({ jobs: { maxRows, maxBytes } }: JobContext): ChunkLimits {
  return { maxRows, maxBytes, oneRowBytesMax: maxBytes };
}

function jobsOf(context: JobContext, limits: ChunkLimits): Jobs {
  return {
    creator: jobCreator(context),
    poller: poller(context),
    givenUp: new Set(),
    tooLarge(chunk) {
      limits.maxRows = Math.min(limits.maxRows, Math.ceil(chunk.rows / 2));
      limits.maxBytes = Math.min(limits.maxBytes, Math.ceil(chunk.bytes / 2));
    },
  };
}

function lasting({ id, error }: EndedJob): RowferryError {
  return new RowferryError(
    'JOB_REFUSED',
    `job ${id} failed with code ${error?.code}, which every next job would meet: ${error?.message ?? 'no message'}`,
  );
}
