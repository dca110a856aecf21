import { type SourceInput, toSource } from './contract/source-input.ts';
import type { Summary } from './contract/summary.ts';
import { realWorld } from './host/world.ts';
import { run } from './run.ts';
import { createRunDirectory } from './run-directory/directory.ts';
import {
  descriptionOf,
  type MigrateOptions,
  readSettings,
  shapeFrom,
  signalOf,
} from './settings.ts';

/**
 * Moves every record of a source to the target. Each record gets exactly one verdict.
 *
 * Resolves with the summary when every record has its verdict. After an abort it settles running jobs
 * for up to `jobs.graceSeconds` and rejects with the signal's reason. When it cannot go on it rejects
 * with a {@link RunStopped}, which carries the summary. Misuse rejects at once with a `TypeError`.
 */
export async function migrate(input: SourceInput, options: MigrateOptions): Promise<Summary> {
  const settings = readSettings(input, options);
  const { world = realWorld, runDir } = settings;
  const signal = signalOf(settings);
  const description = descriptionOf(settings, world);
  const shape = shapeFrom(settings);
  const directory = await createRunDirectory(world, runDir, description, shape, signal);
  return await run(directory, toSource(input), settings);
}
