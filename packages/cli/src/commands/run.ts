import type { CommandModule } from 'yargs';
import { flagsOf } from './flags.ts';

interface RunArguments {
  migration: string;
  'run-dir': string | undefined;
  again: boolean;
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
      .options(flagsOf('run'))
      .example('$0 run vehicles.yaml', 'Loads the records and shows the progress')
      .example(
        '$0 run vehicles.yaml --json > summary.json',
        'For scripts; check the exit code, too',
      ),
  async handler({ migration, 'run-dir': runDir, again, json, quiet }) {
    const { runMigration } = await import('../handlers/run.ts');
    const request = { path: migration, environment: process.env, runDir, isAgain: again };
    process.exitCode = await runMigration({ ...request, json, quiet });
  },
};
