import { type SourceInput, toSource } from './contract/source.ts';
import { type Summary, summarise } from './contract/summary.ts';
import { realWorld } from './host/world.ts';
import { resumeRetry } from './retry.ts';
import { run, tidy } from './run.ts';
import { openRunDirectory, type RunDirectory } from './run-directory/directory.ts';
import { type MigrateOptions, readSettings, shapeFrom, signalOf } from './settings.ts';

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
 * Rejects with `RUN_UNKNOWN` where no run began, `RUN_LOCKED` where another process works in the
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
    ? await run(directory, toSource(input), settings)
    : await resumeRetry(directory, parent, settings);
}

/** The summary of a run that is over, as it was when it ended. */
async function summaryOf(directory: RunDirectory, at: string): Promise<Summary> {
  try {
    const summary = summarise(directory.description, directory.journal.state, 'completed', at);
    await tidy(directory, summary);
    return summary;
  } finally {
    await directory.close();
  }
}
