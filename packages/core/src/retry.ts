import { join, resolve } from 'node:path';
import { fieldNames } from './chunks/named-fields.ts';
import { cleanUpAfter } from './contract/cleanup.ts';
import { untilInterrupted } from './contract/interrupted.ts';
import type { Spooled } from './contract/run-info.ts';
import type { Summary } from './contract/summary.ts';
import { realWorld } from './host/world.ts';
import { checkEdited } from './retry/edited.ts';
import {
  checkRetriable,
  checkTaken,
  claimParent,
  prepareRetry,
  whileRetriable,
} from './retry/prepare.ts';
import { retrySource } from './retry/source.ts';
import { run } from './run.ts';
import { type ParentRun, readDescription } from './run-directory/description.ts';
import {
  claimRunDirectory,
  createRunDirectory,
  type RunDirectory,
} from './run-directory/directory.ts';
import type { Lock } from './run-directory/lock.ts';
import {
  descriptionOf,
  type MigrateOptions,
  readSettings,
  type Settings,
  type StartedBy,
  signalOf,
} from './settings.ts';

/** The options of `retry`. */
export type RetryOptions = Omit<MigrateOptions, 'runDir'> & {
  /** A new directory, for the retry's own run. */
  readonly runDir: string;
  /**
   * A copy of the run's `rejected.jsonl` with changed records or removed lines, which is used in its
   * place.
   */
  readonly rejected?: string | undefined;
};

/**
 * Moves again what a completed run did not load: all rejected records, and those unresolved records whose
 * `key` the target keeps unique and does not have. Columns and plugins may differ from those of the run.
 * `at` of each record names its place in the first source.
 *
 * A run can be retried once; after that its retry can be retried. Rejects with `RETRY_REFUSED` if the run
 * was already retried, is not completed, or has nothing that can be moved, and otherwise as
 * {@link migrate} does.
 */
export async function retry(parentDir: string, options: RetryOptions): Promise<Summary> {
  return await retryAs(parentDir, options, {});
}

/** Does the same for a program that names the run itself. */
export async function retryAs(
  parentDir: string,
  options: RetryOptions,
  by: StartedBy,
): Promise<Summary> {
  const { rejected, ...rest } = options;
  const settings = readSettings([], rest);
  if (settings.runDir === undefined) {
    throw new TypeError('retry: `runDir`: expected a new directory');
  }
  return await untilInterrupted(settings.signal, () =>
    startRetry(parentDir, rejected, settings, by),
  );
}

async function startRetry(
  parentDir: string,
  rejected: string | undefined,
  settings: Settings,
  by: StartedBy,
): Promise<Summary> {
  const { world = realWorld, runDir } = settings;
  const signal = signalOf(settings);
  const { runId, identity, fields } = await readDescription(world.disk, parentDir);
  await claimRunDirectory(world.disk, parentDir);
  await checkRetriable(world, parentDir);
  if (rejected !== undefined) {
    const original = join(parentDir, 'rejected.jsonl');
    await checkEdited(world.disk, rejected, original, runId, fieldNames(settings));
  }
  const parent = {
    runId,
    runDir: resolve(parentDir),
    ...(rejected !== undefined && { rejected: resolve(rejected) }),
    ...(fields !== undefined && { fields }),
  };
  const description = {
    ...descriptionOf(settings, by, world),
    ...(identity !== undefined && { identity }),
    parent,
  };
  // A retry that is refused here leaves no directory.
  const started = await whileRetriable(
    world,
    parent.runDir,
    description.runId,
    signal,
    async (check) => {
      const { runId: retryId } = description;
      await checkTaken(parent, { ...settings, runId: retryId }, world, signal);
      const directory = await createRunDirectory(world, runDir, description, signal);
      const spooled = await closedOnError(directory, () =>
        spool(directory, parent, settings, check),
      );
      return { directory, spooled };
    },
  );
  return await runRetry(started.directory, parent, settings, started.spooled);
}

/** Continues a retry from wherever its process left it. */
export async function resumeRetry(
  directory: RunDirectory,
  parent: ParentRun,
  settings: Settings,
): Promise<Summary> {
  const { world, journal, description } = directory;
  const again = (check: Lock['check']) => spool(directory, parent, settings, check);
  const spooled = journal.state.isSpooled
    ? undefined
    : await closedOnError(directory, () =>
        whileRetriable(world, parent.runDir, description.runId, signalOf(settings), again),
      );
  return await runRetry(directory, parent, settings, spooled);
}

async function spool(
  directory: RunDirectory,
  parent: ParentRun,
  settings: Settings,
  check: Lock['check'],
): Promise<Spooled> {
  const { world, journal, description } = directory;
  const signal = signalOf(settings);
  const to = { ...settings, runId: description.runId };
  const spooled = await prepareRetry(directory, parent, to, world, signal, check);
  await journal.append({ type: 'spooled' });
  return spooled;
}

async function closedOnError<T>(directory: RunDirectory, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await cleanUpAfter(error, directory.close);
    throw error;
  }
}

async function runRetry(
  directory: RunDirectory,
  parent: ParentRun,
  settings: Settings,
  spooled: Spooled | undefined,
): Promise<Summary> {
  const { world, path } = directory;
  const source = retrySource(world.disk, path, parent.runId);
  const claim = () => claimParent(directory, parent, world, signalOf(settings));
  return await run(directory, source, settings, { spooled, claim });
}
