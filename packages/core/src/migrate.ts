import pLimit from 'p-limit';
import { csvWriter } from './chunks/csv.ts';
import { cut } from './chunks/cut.ts';
import { encode } from './chunks/encode.ts';
import type { ChunkLimits, Cut } from './chunks/stretch.ts';
import { RowferryError, RunStopped } from './errors.ts';
import { hooksOf } from './hooks.ts';
import { cancelIfPending } from './jobs/cancel.ts';
import { attemptIn, type JobContext } from './jobs/context.ts';
import { jobCreator } from './jobs/create.ts';
import { type EndedJob, type Jobs, runChunk } from './jobs/job.ts';
import { poller } from './jobs/poll.ts';
import { isLasting } from './jobs/retry.ts';
import { checkHeader, describeTarget } from './jobs/validate.ts';
import { createRunDirectory, type RunDirectory } from './run/directory.ts';
import { type Halt, haltOn } from './run/halt.ts';
import { type Ledger, ledgerOf } from './run/ledger.ts';
import { type ProgressMeter, progressMeter } from './run/progress.ts';
import { newRunId } from './run/run-id.ts';
import { type Counter, counter } from './run/tally.ts';
import { type MigrateOptions, readSettings, type Settings } from './settings.ts';
import { readFrom, type Source, type SourceInput, toSource } from './source.ts';
import { type Summary, summarise } from './summary.ts';
import { type Encoder, encoder } from './values/columns.ts';
import { realWorld, type World } from './world.ts';

/** Chunks held in memory at the same time for merging their errors. */
const MERGING_MAX = 2;

/**
 * Moves every record of a source to the target, and gives each exactly one verdict.
 *
 * Resolves with the summary when every record has its verdict. After an abort it settles what runs
 * for up to `jobs.graceSeconds` and rejects with the signal's reason. When it cannot go on it rejects
 * with a {@link RunStopped}, which carries the summary. Misuse is a `TypeError`, at once.
 */
export async function migrate(input: SourceInput, options: MigrateOptions): Promise<Summary> {
  const settings = readSettings(input, options);
  settings.signal?.throwIfAborted();
  const world = settings.world ?? realWorld;
  const source = toSource(input);
  const encoding = encoder(settings.columns);
  const { target } = settings;
  const description = {
    runId: settings.runId ?? newRunId(world),
    object: target.object,
    operation: target.operation,
    startedAt: new Date(world.now()).toISOString(),
    ...(settings.migration && { migration: settings.migration }),
  };
  const directory = await createRunDirectory(world, settings.runDir, description);
  const halt = haltOn(settings.signal, settings.jobs.graceSeconds, world);
  const meter = progressMeter();
  const hooks = hooksOf([meter.plugin, ...settings.plugins]);
  const tally = counter();
  try {
    await hooks.start({
      ...description,
      ...(settings.runDir !== undefined && { runDir: settings.runDir }),
      source: source.name,
      target: target.name,
      progress: () => meter.now(tally),
    });
    const context = await jobContext(settings, world, directory, hooks, halt);
    const ledger = ledgerOf(directory, context, tally);
    await load({ source, encoding, context, ledger, tally, halt, meter });
  } catch (error) {
    halt.stop(error);
  }
  // Whatever is aborted from here on, every record that was read to the end has its verdict.
  halt.release();
  const summary = summarise(description, tally, halt.first, world.now());
  await closeRun(directory, summary, halt);
  await hooks.end({ summary, ...(halt.first && { error: halt.first.error }) }).catch(halt.stop);
  if (halt.first === undefined) return summary;
  const { error, isInterrupt } = halt.first;
  if (!(error instanceof RowferryError) || isInterrupt) throw error;
  throw new RunStopped(error, summary, halt.later);
}

/** What the line of stages works with. */
interface Run {
  readonly source: Source;
  readonly encoding: Encoder;
  readonly context: JobContext;
  readonly ledger: Ledger;
  readonly tally: Counter;
  readonly halt: Halt;
  readonly meter: ProgressMeter;
}

/**
 * The line of stages: source, transform and cells, chunks on disk, jobs in slots, verdicts. All is
 * pulled from here: the next chunk is cut when the one before has its slot.
 */
async function load(run: Run): Promise<void> {
  const { source, encoding, context, ledger, halt, meter } = run;
  const { journal, hooks, stopping, jobs: limits } = context;
  if (context.definition !== undefined) {
    checkHeader(encoding.header, context.definition, context.target.operation);
  }
  const numbers = numberer();
  const { maxRows, maxBytes } = limits;
  const chunkLimits = { maxRows, maxBytes, oneRowBytesMax: maxBytes };
  const jobs = jobsOf(run, chunkLimits, numbers);
  const slots = pLimit(Math.min(limits.concurrency, context.target.limits.activeJobsMax));
  const unsettled = new Set<Promise<void>>();
  const track = (work: Promise<void>) => {
    const tracked = work.catch(halt.stop).finally(() => unsettled.delete(tracked));
    unsettled.add(tracked);
  };

  const inSlot = async (chunk: Cut, entered: () => void) => {
    entered();
    if (stopping.aborted) return;
    for await (const outcome of runChunk(chunk, jobs, context)) {
      if (isLasting(outcome.job.error?.code)) halt.stop(lasting(outcome.job));
      track(ledger.settleJob(outcome));
    }
  };
  try {
    const batches = meter.pass(readFrom(source, stopping, context.signal));
    const encoded = encode(batches, encoding, hooks);
    const csv = csvWriter(encoding.header.length);
    const { disk } = context.world;
    const chunks = cut(
      encoded,
      disk,
      context.chunksFolder,
      encoding.header,
      csv,
      numbers,
      chunkLimits,
    );
    let to = 0;
    for await (const chunk of chunks) {
      const { fraction: _, ...line } = chunk;
      await journal.append({ type: 'cut', ...line });
      await ledger.settleCut(chunk);
      to = chunk.to;
      if (chunk.rows > 0) {
        await new Promise<void>((entered) => {
          track(slots(() => inSlot(chunk, entered)));
        });
      }
      while (unsettled.size > 2 * limits.concurrency) await Promise.race(unsettled);
      stopping.throwIfAborted();
    }
    await journal.append({ type: 'read', to });
  } catch (error) {
    halt.stop(error);
  }
  while (unsettled.size > 0) await Promise.race(unsettled);
  await jobs.creator.accountAll().catch(halt.stop);
  for (const id of jobs.givenUp) await cancelIfPending(id, context).catch(halt.stop);
}

async function jobContext(
  settings: Settings,
  world: World,
  directory: RunDirectory,
  hooks: JobContext['hooks'],
  { stopping, signal }: Halt,
): Promise<JobContext> {
  const { target, jobs } = settings;
  const attempt = attemptIn(world, jobs, signal);
  return {
    world,
    target,
    jobs,
    hooks,
    stopping,
    signal,
    attempt,
    journal: directory.journal,
    chunksFolder: directory.chunks,
    merging: pLimit(MERGING_MAX),
    definition: await describeTarget(target, attempt),
  };
}

function jobsOf({ context, tally }: Run, limits: ChunkLimits, nextNumber: () => number): Jobs {
  return {
    creator: jobCreator(context),
    poller: poller(context),
    tally,
    nextNumber,
    givenUp: new Set(),
    tooLarge(chunk) {
      limits.maxRows = Math.min(limits.maxRows, Math.ceil(chunk.rows / 2));
      limits.maxBytes = Math.min(limits.maxBytes, Math.ceil(chunk.bytes / 2));
    },
  };
}

/** Writes the summary and closes all files; a failure here never hides what halted the run. */
async function closeRun(directory: RunDirectory, summary: Summary, halt: Halt): Promise<void> {
  try {
    await directory.journal.append({ type: 'ended-run', status: summary.status });
    await directory.writeSummary(summary);
  } catch (error) {
    halt.stop(error);
  }
  try {
    await directory.close();
  } catch (error) {
    halt.stop(error);
  }
}

function lasting({ id, error }: EndedJob): RowferryError {
  return new RowferryError(
    'JOB_REFUSED',
    `job ${id} failed with code ${error?.code}, which every next job would meet: ${error?.message ?? 'no message'}`,
  );
}

function numberer(): () => number {
  let number = 0;
  return () => ++number;
}
