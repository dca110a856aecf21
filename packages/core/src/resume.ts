import { cleanedUp } from './contract/cleanup.ts';
import { untilInterrupted } from './contract/interrupted.ts';
import { type SourceInput, toSource } from './contract/source-input.ts';
import { type Summary, summarise } from './contract/summary.ts';
import { realWorld } from './host/world.ts';
import { resumeRetry } from './retry.ts';
import { finishFiles, run } from './run.ts';
import { openRunDirectory, type RunDirectory } from './run-directory/directory.ts';
import {
  inOrderOf,
  type MigrateOptions,
  partsOf,
  readSettings,
  type StartedBy,
  signalOf,
} from './settings.ts';

/** The options of `resume`. */
export type ResumeOptions = Omit<MigrateOptions, 'runDir'> & {
  /** The directory of the run. */
  readonly runDir: string;
};

/**
 * Continues a run from wherever its process left it, and ends as {@link migrate} does: nothing is
 * lost, nothing is loaded twice. `input` is the same source, from its start. What decides rows and verdicts
 * must be as it was, or this rejects with `MIGRATION_CHANGED`: columns in any order, key, object, operation and
 * `jobs.checkCounts`. All else may change; plugins should do the same as before. For a completed run it resolves
 * with the summary again. A retry reads its own directory, whatever `input` is.
 *
 * Rejects with `RUN_UNKNOWN` if no run was started there, `RUN_LOCKED` if another process works in the
 * directory, `SOURCE_CHANGED` if the source returns other records than before, and with
 * `JOURNAL_CORRUPT` or `FILE_LOST` if files of the run were changed.
 */
export async function resume(input: SourceInput, options: ResumeOptions): Promise<Summary> {
  return await resumeAs(input, options, {});
}

/** Does the same for a program that knows what source, target and plugins were made with. */
export async function resumeAs(
  input: SourceInput,
  options: ResumeOptions,
  by: Pick<StartedBy, 'decides'>,
): Promise<Summary> {
  const given = readSettings(input, options);
  const { world = realWorld } = given;
  return await untilInterrupted(given.signal, async () => {
    const signal = signalOf(given);
    const parts = partsOf(given, by);
    const directory = await openRunDirectory(world, options.runDir, parts, signal);
    const settings = inOrderOf(directory.description.header, given);
    const { description, journal } = directory;
    const { ended } = journal.state;
    if (ended?.status === 'completed') return await summaryOf(directory, ended.at);
    const { parent } = description;
    return parent === undefined
      ? await run(directory, toSource(input), settings)
      : await resumeRetry(directory, parent, settings);
  });
}

/** The summary of a completed run, as it was when the run ended. */
async function summaryOf(directory: RunDirectory, at: string): Promise<Summary> {
  return await cleanedUp(async () => {
    const summary = summarise(directory.description, directory.journal.state, 'completed', at);
    await finishFiles(directory, summary);
    return summary;
  }, directory.close);
}
