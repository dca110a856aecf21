import { untilInterrupted } from './contract/interrupted.ts';
import { type SourceInput, toSource } from './contract/source-input.ts';
import type { Summary } from './contract/summary.ts';
import { realWorld } from './host/world.ts';
import { run } from './run.ts';
import { createRunDirectory } from './run-directory/directory.ts';
import {
  descriptionOf,
  type MigrateOptions,
  readSettings,
  type StartedBy,
  signalOf,
} from './settings.ts';

/**
 * Moves every record of a source to the target. Each record gets exactly one verdict.
 *
 * Resolves with the summary when every record has its verdict. When it cannot go on it rejects with a
 * {@link RunStopped}, which carries a code, its cause and the summary. After an abort it settles running
 * jobs for up to `jobs.graceSeconds` first; the code is `INTERRUPTED`, the cause the signal's reason. A run
 * that cannot start rejects with a {@link RowferryError}, misuse with a `TypeError`.
 */
export async function migrate(input: SourceInput, options: MigrateOptions): Promise<Summary> {
  return await migrateAs(input, options, {});
}

/** Does the same for a program that names the run itself. */
export async function migrateAs(
  input: SourceInput,
  options: MigrateOptions,
  by: StartedBy,
): Promise<Summary> {
  const settings = readSettings(input, options);
  const { world = realWorld, runDir } = settings;
  return await untilInterrupted(settings.signal, async () => {
    const signal = signalOf(settings);
    const description = descriptionOf(settings, by, world);
    const directory = await createRunDirectory(world, runDir, description, signal);
    return await run(directory, toSource(input), settings);
  });
}
