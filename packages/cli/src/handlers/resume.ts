import { type RunDescription, resumeAs } from '@rowferry/core/internal';
import type { Environment } from '../environment.ts';
import { loadMigration } from '../migration/load.ts';
import { type Move, moveRecords, type OutputOptions, reportFinished } from '../move-records.ts';
import { proxyFrom } from '../proxy.ts';
import { claimRun, migrationOf, readFinished, readStart } from '../started-run.ts';

/** Continues the run in a directory, or reports that it is finished; returns the exit code. */
export async function resumeIn(
  runDir: string,
  environment: Environment,
  output: OutputOptions,
): Promise<number> {
  const started = await readStart(runDir);
  await claimRun(runDir);
  const finished = await readFinished(runDir, started);
  if (finished !== undefined) return await reportFinished(runDir, finished, output);
  return await moveRecords(output, () => prepare(runDir, started, environment));
}

async function prepare(
  runDir: string,
  started: RunDescription,
  environment: Environment,
): Promise<Move> {
  const shownPath = await migrationOf(runDir, started);
  const loaded = await loadMigration(shownPath, environment, {
    dispatcher: await proxyFrom(environment),
    // A retry has its own copy of the records, so the first source may be gone.
    isSourceNeeded: started.parent === undefined,
  });
  const { options } = loaded;
  return {
    runDir,
    plugins: options.plugins,
    migrationPath: shownPath,
    isResumed: true,
    start: (given) => resumeAs(loaded.source, { ...options, ...given, runDir }, loaded),
    locateError: loaded.locateError,
  };
}
