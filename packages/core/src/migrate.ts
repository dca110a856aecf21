import { join, resolve } from 'node:path';
import type { Spooled } from './contract/plugin.ts';
import { type SourceInput, toSource } from './contract/source.ts';
import { type Summary, summarise } from './contract/summary.ts';
import { realWorld, type World } from './host/world.ts';
import { checkEdited } from './retry/edited.ts';
import { checkRetriable, checkTaken, prepareRetry, whileRetriable } from './retry/prepare.ts';
import { retrySource } from './retry/source.ts';
import { conduct, tidy } from './run.ts';
import {
  type ParentRun,
  type RunDescription,
  readDescription,
  shapeOf,
} from './run-directory/description.ts';
import {
  createRunDirectory,
  openRunDirectory,
  type RunDirectory,
} from './run-directory/directory.ts';
import type { Lock } from './run-directory/lock.ts';
import { newRunId } from './run-directory/run-id.ts';
import { type MigrateOptions, readSettings, type Settings } from './settings.ts';

/**
 * Moves every record of a source to the target, and gives each exactly one verdict.
 *
 * Resolves with the summary when every record has its verdict. After an abort it settles what runs
 * for up to `jobs.graceSeconds` and rejects with the signal's reason. When it cannot go on it rejects
 * with a {@link RunStopped}, which carries the summary. Misuse is a `TypeError`, at once.
 */
export async function migrate(input: SourceInput, options: MigrateOptions): Promise<Summary> {
  const settings = readSettings(input, options);
  const { world = realWorld, runDir } = settings;
  const signal = signalOf(settings);
  const description = describe(settings, world);
  const shape = shapeFrom(settings);
  const directory = await createRunDirectory(world, runDir, description, shape, signal);
  return await conduct(directory, toSource(input), settings);
}

/** What `resume` is given beside the source. */
export type ResumeOptions = Omit<MigrateOptions, 'runDir' | 'runId' | 'migration'> & {
  /** The directory of the run. */
  readonly runDir: string;
};

/**
 * Continues a run from wherever its process left it, and ends as {@link migrate} does: nothing is
 * lost, nothing is loaded twice. `input` is the same source, from its start; columns, key, object and
 * operation are those of the run, or this rejects with `MIGRATION_CHANGED`. A run that was completed
 * resolves with its summary again. A retry reads its own directory, whatever `input` is.
 *
 * Rejects with `RUN_UNKNOWN` where no run began, `RUN_HELD` where another process works in the
 * directory, `SOURCE_CHANGED` where the source gives other records than it gave, and with
 * `JOURNAL_CORRUPT` or `FILE_LOST` where files of the run were changed.
 */
export async function resume(input: SourceInput, options: ResumeOptions): Promise<Summary> {
  const settings = readSettings(input, options);
  const { world = realWorld } = settings;
  const signal = signalOf(settings);
  const directory = await openRunDirectory(world, options.runDir, shapeFrom(settings), signal);
  const { description, journal } = directory;
  const { ended } = journal.state;
  if (ended?.status === 'completed') return await summaryOf(directory, ended.at);
  const { parent } = description;
  return parent === undefined
    ? await conduct(directory, toSource(input), settings)
    : await resumeRetry(directory, parent, settings);
}

/** What `retry` is given beside the run that it retries. */
export type RetryOptions = Omit<MigrateOptions, 'runDir'> & {
  /** A new directory, for the retry's own run. */
  readonly runDir: string;
  /**
   * A copy of the run's `rejected.jsonl`, to be taken in its place, in which records were changed or
   * lines taken out.
   */
  readonly rejected?: string | undefined;
};

/**
 * Moves again what a run that is over did not load: all that was rejected, and of what is unresolved
 * the records whose `key` the target keeps unique and does not hold. Columns and plugins may be others
 * than those of the run. `at` of each record names its place in the first source.
 *
 * A run can be retried once; after that its retry can. Rejects with `RETRY_REFUSED` where it was, where
 * it is not over, or where nothing of it can be moved, and otherwise as {@link migrate} does.
 */
export async function retry(parentDir: string, options: RetryOptions): Promise<Summary> {
  const { rejected, ...rest } = options;
  const settings = readSettings([], rest);
  const { world = realWorld, runDir } = settings;
  if (runDir === undefined) throw new TypeError('retry: `runDir`: expected a new directory');
  const signal = signalOf(settings);
  const { runId } = await readDescription(world.disk, parentDir);
  await checkRetriable(world, parentDir);
  if (rejected !== undefined) {
    await checkEdited(world.disk, rejected, join(parentDir, 'rejected.jsonl'));
  }
  const parent = {
    runId,
    runDir: resolve(parentDir),
    ...(rejected !== undefined && { rejected: resolve(rejected) }),
  };
  const description = { ...describe(settings, world), parent };
  const shape = shapeFrom(settings);
  // Who is refused here leaves no directory behind.
  const begun = await whileRetriable(
    world,
    parent.runDir,
    description.runId,
    signal,
    async (check) => {
      await checkTaken(parent, settings, world, signal);
      const directory = await createRunDirectory(world, runDir, description, shape, signal);
      const spooled = await orClosed(directory, () => spool(directory, parent, settings, check));
      return { directory, spooled };
    },
  );
  return await conductRetry(begun.directory, parent, settings, begun.spooled);
}

async function resumeRetry(
  directory: RunDirectory,
  parent: ParentRun,
  settings: Settings,
): Promise<Summary> {
  const { world, journal, description } = directory;
  const again = (check: Lock['check']) => spool(directory, parent, settings, check);
  const spooled = journal.state.isSpooled
    ? undefined
    : await orClosed(directory, () =>
        whileRetriable(world, parent.runDir, description.runId, signalOf(settings), again),
      );
  return await conductRetry(directory, parent, settings, spooled);
}

async function spool(
  directory: RunDirectory,
  parent: ParentRun,
  settings: Settings,
  check: Lock['check'],
): Promise<Spooled | undefined> {
  const { world, journal } = directory;
  const signal = signalOf(settings);
  const spooled = await prepareRetry(directory, parent, settings, world, signal, check);
  await journal.append({ type: 'spooled' });
  return spooled;
}

async function orClosed<T>(directory: RunDirectory, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await directory.close().catch(() => {}); // the first error is the one to tell
    throw error;
  }
}

async function conductRetry(
  directory: RunDirectory,
  parent: ParentRun,
  settings: Settings,
  spooled: Spooled | undefined,
): Promise<Summary> {
  const source = retrySource(directory.world.disk, directory.path, parent.runId);
  return await conduct(directory, source, settings, spooled);
}

/** The summary of a run that is over, as it was told when it ended. */
async function summaryOf(directory: RunDirectory, at: string): Promise<Summary> {
  try {
    const summary = summarise(directory.description, directory.journal.state, 'completed', at);
    await tidy(directory, summary);
    return summary;
  } finally {
    await directory.close();
  }
}

function describe(settings: Settings, world: World): RunDescription {
  const { runId, target, migration, key } = settings;
  return {
    runId: runId ?? newRunId(world),
    object: target.object,
    operation: target.operation,
    startedAt: new Date(world.now()).toISOString(),
    ...(key !== undefined && { key }),
    ...(migration !== undefined && { migration }),
  };
}

function signalOf({ signal = new AbortController().signal }: Settings): AbortSignal {
  signal.throwIfAborted();
  return signal;
}

function shapeFrom({ columns, key, target: { object, operation } }: Settings): string {
  return shapeOf({ columns, key, object, operation });
}
