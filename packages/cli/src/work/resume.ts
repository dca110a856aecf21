import { type MigrationFile, RowferryError, resume } from '@rowferry/core';
import type { Environment } from '../environment.ts';
import { loadMigration } from '../migration/load.ts';
import { type Manner, type Move, moveRecords, tellOver } from '../move.ts';
import { proxyFrom } from '../network.ts';
import { migrationOf, readFinished, readStart } from '../started-run.ts';

/** Goes on with the run in a directory, or tells that it is over; gives the exit code. */
export async function resumeIn(
  runDir: string,
  environment: Environment,
  manner: Manner,
): Promise<number> {
  const finished = await readFinished(runDir, await readStart(runDir));
  if (finished !== undefined) return await tellOver(runDir, finished, manner);
  return await moveRecords(manner, () => prepare(runDir, environment));
}

async function prepare(runDir: string, environment: Environment): Promise<Move> {
  const description = await readStart(runDir);
  const before = await migrationOf(runDir, description);
  const loaded = await loadMigration(before.shownPath, environment, {
    dispatcher: await proxyFrom(environment),
    // A retry has copied what it moves: its source need not be there any more.
    isSourceNeeded: description.parent === undefined,
    accept(now) {
      if (isOther(now, before)) throw changed(before.shownPath, runDir);
    },
  });
  const { migration: _, ...options } = loaded.options;
  return {
    runDir,
    plugins: options.plugins,
    isResumed: true,
    start: (given) => resume(loaded.source, { ...options, ...given, runDir }),
    placed: loaded.placed,
  };
}

/** Literal secrets are not part of the text, so they may be other ones. */
function isOther(now: MigrationFile, before: MigrationFile): boolean {
  return before.text === undefined ? now.digest !== before.digest : now.text !== before.text;
}

function changed(path: string, runDir: string): RowferryError {
  return new RowferryError(
    'MIGRATION_CHANGED',
    `${path} is not what it was when the run in ${runDir} began; bring it back as it was, then resume: ` +
      'a mended migration is for `rowferry retry`, once the run is over',
  );
}
