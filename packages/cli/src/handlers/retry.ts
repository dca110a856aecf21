import { join } from 'node:path';
import { newRunId, retryAs } from '@rowferry/core/internal';
import { RUNS_FOLDER } from '../earlier-run.ts';
import type { Environment } from '../environment.ts';
import { loadMigration } from '../migration/load.ts';
import { type Move, moveRecords, type OutputOptions } from '../move-records.ts';
import { proxyFrom } from '../proxy.ts';
import { migrationFile, migrationOf, readStart } from '../started-run.ts';
import { type EditedFile, editedFile } from './edited-file.ts';
import { leftOutReporter } from './left-out.ts';

/** The arguments of `retry`. */
export interface RetryRequest {
  readonly parentDir: string;
  readonly rejected: string | undefined;
  readonly runDir: string | undefined;
  readonly environment: Environment;
}

/** Retries the rejected records of a run, prints the progress, and returns the exit code. */
export async function retryIn(request: RetryRequest, output: OutputOptions): Promise<number> {
  const { parentDir, rejected, environment } = request;
  const runId = newRunId();
  const runDir = request.runDir ?? join(RUNS_FOLDER, runId);
  let edited: EditedFile | undefined;
  const prepare = async (): Promise<Move> => {
    const shownPath = await migrationOf(parentDir, await readStart(parentDir));
    edited = rejected === undefined ? undefined : await editedFile(rejected);
    const { options, decides, locateError } = await loadMigration(shownPath, environment, {
      dispatcher: await proxyFrom(environment),
      isSourceNeeded: false,
    });
    const by = { runId, migration: migrationFile(shownPath, runDir), decides };
    return {
      runDir,
      migrationPath: shownPath,
      plugins: output.quiet ? options.plugins : [...options.plugins, leftOutReporter],
      start: (given) =>
        retryAs(parentDir, { ...options, ...given, runDir, rejected: edited?.path }, by),
      locateError,
    };
  };
  try {
    return await moveRecords(output, prepare);
  } finally {
    await edited?.release();
  }
}
