import { join, resolve } from 'node:path';
import type { Spooled } from './contract/plugin.ts';
import type { Summary } from './contract/summary.ts';
import { realWorld } from './host/world.ts';
import { checkEdited } from './retry/edited.ts';
import { checkRetriable, checkTaken, prepareRetry, whileRetriable } from './retry/prepare.ts';
import { retrySource } from './retry/source.ts';
import { run } from './run.ts';
import { type ParentRun, readDescription } from './run-directory/description.ts';
import { createRunDirectory, type RunDirectory } from './run-directory/directory.ts';
import type { Lock } from './run-directory/lock.ts';
import {
  descriptionOf,
  type MigrateOptions,
  readSettings,
  type Settings,
  shapeFrom,
  signalOf,
} from './settings.ts';

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
  const description = { ...descriptionOf(settings, world), parent };
  const shape = shapeFrom(settings);
  // A retry that is refused here leaves no directory.
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
  return await runRetry(begun.directory, parent, settings, begun.spooled);
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
    : await orClosed(directory, () =>
        whileRetriable(world, parent.runDir, description.runId, signalOf(settings), again),
      );
  return await runRetry(directory, parent, settings, spooled);
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
    await directory.close().catch(() => {}); // the first error is the one to report
    throw error;
  }
}

async function runRetry(
  directory: RunDirectory,
  parent: ParentRun,
  settings: Settings,
  spooled: Spooled | undefined,
): Promise<Summary> {
  const source = retrySource(directory.world.disk, directory.path, parent.runId);
  return await run(directory, source, settings, spooled);
}
