import { join } from 'node:path';
import { migrateAs, newRunId } from '@rowferry/core/internal';
import { identityOf, RUNS_FOLDER, refuseRepetition } from '../earlier-run.ts';
import type { Environment } from '../environment.ts';
import { loadMigration } from '../migration/load.ts';
import { moveRecords, type OutputOptions } from '../move-records.ts';
import { proxyFrom } from '../proxy.ts';
import { migrationFile } from '../started-run.ts';

/** The arguments of `run`. */
export interface RunRequest extends OutputOptions {
  readonly path: string;
  readonly environment: Environment;
  readonly runDir?: string | undefined;
  /** Whether records may be created that an earlier run has created. */
  readonly isAgain: boolean;
}

/** Runs a migration file, prints the progress, and returns the exit code. */
export async function runMigration(request: RunRequest): Promise<number> {
  const { path, environment, isAgain } = request;
  const runId = newRunId();
  const runDir = request.runDir ?? join(RUNS_FOLDER, runId);
  return await moveRecords(request, async () => {
    const { source, options, decides, locateError } = await loadMigration(path, environment, {
      dispatcher: await proxyFrom(environment),
    });
    const migration = migrationFile(path, runDir);
    return {
      runDir,
      plugins: options.plugins,
      migrationPath: path,
      async start(given) {
        const identity = await identityOf(source, given.signal);
        const by = { runId, migration, decides, identity };
        const request = { signal: given.signal, runId };
        if (!isAgain) await refuseRepetition(identity, options.target, request);
        return await migrateAs(source, { ...options, ...given, runDir }, by);
      },
      locateError,
    };
  });
}
