import pLimit from 'p-limit';
import { prover } from './attribution/prove.ts';
import type { Segment } from './chunks/chunk.ts';
import { type ChunkLimits, chunkLimitsOf, lowerLimits } from './chunks/chunk-limits.ts';
import { csvWriter } from './chunks/csv-writer.ts';
import { cut } from './chunks/cut.ts';
import { encode } from './chunks/encode.ts';
import type { InDoubtChunk } from './chunks/in-doubt.ts';
import type { KeyIndex } from './chunks/key-index.ts';
import type { NamedFields } from './chunks/named-fields.ts';
import type { Continued } from './chunks/reread.ts';
import type { SegmentParts } from './chunks/segment-writer.ts';
import type { Definition } from './contract/definition.ts';
import { RowferryError } from './contract/errors.ts';
import type { JobSettings } from './contract/job-options.ts';
import type { Hooks } from './hooks.ts';
import type { StopSignals } from './host/stop-signals.ts';
import { resolve } from './in-doubt/resolve.ts';
import { inWork } from './jobs/in-work.ts';
import type { Outcome } from './jobs/job.ts';
import { type JobTimes, jobTimes } from './jobs/job-times.ts';
import { type JobsOfRun, jobsOfRun } from './jobs/jobs-of-run.ts';
import { jobsToCheck } from './jobs/jobs-to-check.ts';
import { learnedRows } from './jobs/learned-rows.ts';
import type { Recovery } from './jobs/recovery.ts';
import type { Requests } from './jobs/requests.ts';
import type { TargetClock } from './jobs/target-clock.ts';
import type { EndedJob } from './journal/ended-job.ts';
import type { OpenChunk } from './journal/open-chunk.ts';
import type { ProgressMeter } from './journal/progress.ts';
import type { RunDirectory } from './run-directory/directory.ts';
import type { Encoder } from './values/encoder.ts';
import { duplicatesOf } from './verdicts/duplicates.ts';
import { knownOfTenant, type Ledger, ledgerOf } from './verdicts/ledger.ts';

/** Chunks of rows in doubt that are looked up at the same time. */
const RESOLVING_MAX = 2;

/** The connection to the target. */
export interface Connection {
  readonly requests: Requests;
  /** For freeing slots; works for a while after the disk has failed. */
  readonly cleanUp: Requests;
  readonly clock: TargetClock;
  /** Absent if the target does not provide it. */
  readonly definition: Definition | undefined;
}

/** What the pipeline works with. */
export interface PipelineParts {
  readonly directory: RunDirectory;
  /** Absent if nothing more is to be read. */
  readonly source: Continued | undefined;
  readonly encoding: Encoder;
  readonly fields: NamedFields;
  readonly connection: Connection;
  /** How rows in doubt are settled; absent if nothing can settle them. */
  readonly recovery: Recovery | undefined;
  /** The keys of all rows; absent if nothing will ask for them. */
  readonly keys: KeyIndex | undefined;
  /** The column that the migration names as its key. */
  readonly key: string | undefined;
  readonly settings: JobSettings;
  readonly hooks: Hooks;
  readonly signals: StopSignals;
  readonly meter: ProgressMeter;
  /** Called before the first segment is committed: the migration is right so far. */
  claim?(): Promise<void>;
}

/**
 * The stages of a run: source, transform and cells, chunks on disk, jobs in slots, verdicts. This function
 * pulls all of them: a chunk is written when one that was ready has got its slot. Work that an earlier process
 * left goes first, and continues from where it was left.
 */
export async function pipeline(parts: PipelineParts): Promise<void> {
  const { settings, signals } = parts;
  const { journal } = parts.directory;
  const limits = chunkLimitsOf(settings, parts.connection.requests.target.limits);
  const times = jobTimes();
  const ledger = ledgerFor(parts);
  const { runner, creator, lastCanceller } = jobsFor(parts, limits, times);
  const decide = resolverFor(parts);
  const slots = pLimit(settings.concurrency);
  const work = inWork(settings.concurrency, signals.stop);

  const inSlot = (open: OpenChunk, entered = () => {}) =>
    slots(async () => {
      entered();
      // A job that an earlier process left is continued in any case.
      if (signals.soft.aborted && open.job === undefined) return;
      for await (const outcome of runner.run(open)) {
        if (outcome.job.error?.meaning === 'lasting') signals.stop(lastingError(outcome.job));
        work.track(settle(outcome));
      }
    });
  const settle = async (outcome: Outcome) => {
    const { inDoubt, again } = await ledger.settleJob(outcome);
    for (const one of again) work.track(inSlot(one));
    if (inDoubt !== undefined) await settleInDoubt(inDoubt);
  };
  const settleInDoubt = async (inDoubt: InDoubtChunk) => {
    if (decide === undefined) return;
    for (const again of await ledger.settleInDoubt(inDoubt, await decide(inDoubt))) {
      work.track(inSlot(again));
    }
  };
  const continueChunk = (open: OpenChunk) => {
    if (open.inDoubt !== undefined) return settleInDoubt(open.inDoubt);
    const ended = open.job?.ended;
    return ended === undefined ? inSlot(open) : settle({ chunk: open.chunk, job: ended });
  };
  const waitForRoom = async () => {
    await work.waitForRoom();
    signals.soft.throwIfAborted();
  };

  await ledger.notifyAgain();
  for (const open of leftFirst(journal.state.chunks.values())) {
    work.track(continueChunk(open));
  }
  try {
    await waitForRoom();
    for await (const chunk of chunksOf(parts, limits, times)) {
      await journal.append({ type: 'segment', ...chunk, unseen: parts.fields.unseen });
      await ledger.settleSegment(chunk);
      const open = journal.state.chunks.get(chunk.number);
      if (open !== undefined) work.queue((entered) => inSlot(open, entered));
      await waitForRoom();
    }
    const { to, isRead } = journal.state.source;
    if (!signals.soft.aborted && !isRead) {
      await journal.append({ type: 'read', to });
    }
  } catch (error) {
    signals.stop(error);
  }
  await work.waitForAll();
  await creator.accountAll().catch(signals.stop);
  for (const id of await jobsToCheck(runner.givenUp, journal, signals)) {
    await lastCanceller.cancelIfWaiting(id).catch(signals.stop);
  }
}

function ledgerFor({
  directory,
  connection,
  recovery,
  keys,
  key,
  settings,
  hooks,
}: PipelineParts): Ledger {
  const { requests, definition, clock } = connection;
  const { chunks: store, journal } = directory;
  const known = knownOfTenant(journal.state);
  const isLookedUp = recovery?.kind === 'look-up';
  const prove = prover({ requests, store, clock, definition, isLookedUp, settings, known });
  const { resubmitJobsMax } = settings;
  const duplicates = duplicatesOf(keys, recovery);
  return ledgerOf(directory, { hooks, prove, known, recovery, key, resubmitJobsMax, duplicates });
}

function jobsFor(
  { directory, connection, settings, hooks, signals }: PipelineParts,
  limits: ChunkLimits,
  times: JobTimes,
): JobsOfRun {
  const { chunks: store, journal, world, description } = directory;
  return jobsOfRun({
    ...{ ...connection, store, journal, hooks, signals, world, settings },
    ...{ runId: description.runId, times },
    tooLarge: (chunk) => lowerLimits(limits, chunk),
  });
}

/** Returns what decides on rows in doubt; `undefined` if nothing can. */
function resolverFor({ directory, connection, recovery, keys, settings, signals }: PipelineParts) {
  if (recovery === undefined || keys === undefined) return undefined;
  const { requests, clock, definition } = connection;
  const { chunks: store, journal, ownJobs, world } = directory;
  const resolving = pLimit(RESOLVING_MAX);
  const sleep = (ms: number) => world.sleep(ms, signals.soft);
  const parts = { requests, store, journal, clock, recovery, keys, definition, ownJobs };
  return (inDoubt: InDoubtChunk) =>
    resolving(() => {
      signals.soft.throwIfAborted();
      return resolve(inDoubt, { ...parts, settings, sleep });
    });
}

/** Jobs that occupy a slot come before chunks that wait for one. */
function leftFirst(left: Iterable<OpenChunk>): OpenChunk[] {
  const chunks = [...left];
  return [...chunks.filter(({ job }) => job), ...chunks.filter(({ job }) => !job)];
}

async function* chunksOf(
  {
    source,
    encoding,
    fields,
    directory,
    recovery,
    keys,
    hooks,
    meter,
    claim,
    settings,
  }: PipelineParts,
  limits: ChunkLimits,
  times: JobTimes,
): AsyncGenerator<Segment> {
  if (source === undefined) return;
  const { chunks: store, journal } = directory;
  const { to, checkpoint, total } = journal.state.source;
  const header = Buffer.from(csvWriter(encoding.header.length)([encoding.header]));
  const form = {
    ...{ encoder: encoding, headerBytes: header.length },
    ...{ oneRowBytesMax: limits.oneRowBytesMax, keyColumn: keys && recovery?.index },
  };
  const encoded = encode(meter.pass(source.batches), to, form, hooks);
  const parts: SegmentParts = { store, limits, header, keys: recovery && keys };
  const start = { from: to, checkpoint, total, digest: source.digest };
  for await (const segment of cut(encoded, start, parts)) {
    fields.checkRecords();
    if (journal.state.source.to === 0) await claim?.();
    yield segment;
    if (settings.maxRows !== 'auto') continue;
    limits.maxRows = learnedRows(limits.maxRows, times, limits.rowsLimit);
  }
}

/** What the target says of the job may quote a record: it is in `unresolved.jsonl`. */
function lastingError({ id, error }: EndedJob): RowferryError {
  const code = error?.code === undefined ? 'without a code' : `with code ${error.code}`;
  return new RowferryError(
    'JOB_REFUSED',
    `job ${id} failed ${code}, as every later job would; the lines of its records in unresolved.jsonl quote the target`,
  );
}
