import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { newRunId, retryAs } from '@rowferry/core/internal';
import { RUNS_FOLDER } from '../earlier-run.ts';
import type { Environment } from '../environment.ts';
import { codeOf, Fault, textOf } from '../fault.ts';
import { loadMigration } from '../migration/load.ts';
import { moveRecords, type OutputOptions } from '../move-records.ts';
import { proxyFrom } from '../proxy.ts';
import { migrationFile, migrationOf, readStart } from '../started-run.ts';
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
  return await moveRecords(output, async () => {
    const shownPath = await migrationOf(parentDir, await readStart(parentDir));
    if (rejected !== undefined) await checkReadable(rejected);
    const { options, decides, locateError } = await loadMigration(shownPath, environment, {
      dispatcher: await proxyFrom(environment),
      isSourceNeeded: false,
    });
    const migration = migrationFile(shownPath, runDir);
    return {
      runDir,
      migrationPath: shownPath,
      plugins: output.quiet ? options.plugins : [...options.plugins, leftOutReporter],
      start: (given) =>
        retryAs(
          parentDir,
          { ...options, ...given, runDir, rejected },
          { runId, migration, decides },
        ),
      locateError,
    };
  });
}

async function checkReadable(path: string): Promise<void> {
  await access(path).catch((error: unknown) => {
    const reason = codeOf(error) === 'ENOENT' ? 'there is no such file' : textOf(error);
    throw new Fault(`--rejected: ${path}: ${reason}`, { cause: error });
  });
}
