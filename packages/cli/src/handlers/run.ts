import { join } from 'node:path';
import { migrateAs, newRunId } from '@rowferry/core/internal';
import type { Environment } from '../environment.ts';
import { loadMigration } from '../migration/load.ts';
import { moveRecords, type OutputOptions } from '../move-records.ts';
import { proxyFrom } from '../proxy.ts';

/** The arguments of `run`. */
export interface RunRequest extends OutputOptions {
  readonly path: string;
  readonly environment: Environment;
  readonly runDir?: string | undefined;
}

/** Runs a migration file, prints the progress, and returns the exit code. */
export async function runMigration(request: RunRequest): Promise<number> {
  const { path, environment } = request;
  const runId = newRunId();
  const runDir = request.runDir ?? join('.rowferry', runId);
  return await moveRecords(request, async () => {
    const { source, options, file, locateError } = await loadMigration(path, environment, {
      dispatcher: await proxyFrom(environment),
    });
    return {
      runDir,
      plugins: options.plugins,
      migrationPath: path,
      start: (given) =>
        migrateAs(source, { ...options, ...given, runDir }, { runId, migration: file }),
      locateError,
    };
  });
}
