import { RowferryError, resume } from '@rowferry/core';
import type { MigrationFile } from '@rowferry/core/internal';
import type { Environment } from '../environment.ts';
import { loadMigration } from '../migration/load.ts';
import { type Move, moveRecords, type OutputOptions, reportFinished } from '../move-records.ts';
import { proxyFrom } from '../proxy.ts';
import { migrationOf, readFinished, readStart } from '../started-run.ts';

/** Continues the run in a directory, or reports that it is finished; returns the exit code. */
export async function resumeIn(
  runDir: string,
  environment: Environment,
  output: OutputOptions,
): Promise<number> {
  const finished = await readFinished(runDir, await readStart(runDir));
  if (finished !== undefined) return await reportFinished(runDir, finished, output);
  return await moveRecords(output, () => prepare(runDir, environment));
}

async function prepare(runDir: string, environment: Environment): Promise<Move> {
  const description = await readStart(runDir);
  const before = await migrationOf(runDir, description);
  const loaded = await loadMigration(before.shownPath, environment, {
    dispatcher: await proxyFrom(environment),
    // A retry has its own copy of the records, so the first source may be gone.
    isSourceNeeded: description.parent === undefined,
    accept(now) {
      if (isChanged(now, before)) throw migrationChanged(before.shownPath, runDir);
    },
  });
  const { options } = loaded;
  return {
    runDir,
    plugins: options.plugins,
    migrationPath: before.shownPath,
    isResumed: true,
    start: (given) => resume(loaded.source, { ...options, ...given, runDir }),
    locateError: loaded.locateError,
  };
}

/** Literal secrets are not part of the text, so they may have changed. */
function isChanged(now: MigrationFile, before: MigrationFile): boolean {
  return before.text === undefined ? now.digest !== before.digest : now.text !== before.text;
}

function migrationChanged(path: string, runDir: string): RowferryError {
  return new RowferryError(
    'MIGRATION_CHANGED',
    `${path} has changed since the run in ${runDir} began; restore it, then resume: ` +
      'a corrected migration is for `rowferry retry`, once the run is finished',
  );
}
