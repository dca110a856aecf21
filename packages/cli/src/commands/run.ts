import type { CommandModule } from 'yargs';
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
    const { runMigration } = await import('../work/run.ts');
    const given = { path: migration, environment: process.env, runDir };
    process.exitCode = await runMigration({ ...given, json, quiet });
  },
};
