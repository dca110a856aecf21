import { join } from 'node:path';
import { migrate, newRunId } from '@rowferry/core';
import type { CommandModule } from 'yargs';
import type { Environment } from '../environment.ts';
import { loadMigration } from '../migration/load.ts';
import { type Manner, moveRecords } from '../move.ts';
import { proxyFrom } from '../network.ts';
import { JSON_FLAG, QUIET_FLAG } from './flags.ts';

interface RunArguments {
  migration: string;
  'run-dir': string | undefined;
  json: boolean;
  quiet: boolean;
}

export const run: CommandModule<object, RunArguments> = {
  command: 'run <migration>',
  describe: 'Load the records of a migration file',
  builder: (yargs) =>
    yargs
      .positional('migration', {
        describe: 'The migration file: YAML, JSON, JavaScript or TypeScript',
        type: 'string',
        demandOption: true,
      })
      .option('run-dir', {
        describe: 'Where the files of the run go [default: .rowferry/<run id>]',
        type: 'string',
        requiresArg: true,
      })
      .option('json', JSON_FLAG)
      .option('quiet', QUIET_FLAG)
      .example('$0 run vehicles.yaml', 'Loads it, and shows how far it is')
      .example('$0 run vehicles.yaml --json > summary.json', 'For scripts; see the exit code'),
  async handler({ migration, 'run-dir': runDir, json, quiet }) {
    const given = { path: migration, environment: process.env, runDir };
    process.exitCode = await runMigration({ ...given, json, quiet });
  },
};

/** What `run` was asked for. */
export interface RunRequest extends Manner {
  readonly path: string;
  readonly environment: Environment;
  readonly runDir?: string | undefined;
}

/** Runs a migration file, tells how it goes, and gives the exit code. */
export async function runMigration(request: RunRequest): Promise<number> {
  const { path, environment } = request;
  const runId = newRunId();
  const runDir = request.runDir ?? join('.rowferry', runId);
  return await moveRecords(request, async () => {
    const { source, options, placed } = await loadMigration(path, environment, {
      dispatcher: proxyFrom(environment),
    });
    return {
      runDir,
      plugins: options.plugins,
      start: (given) => migrate(source, { ...options, ...given, runId, runDir }),
      placed,
    };
  });
}
