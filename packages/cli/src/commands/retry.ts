import type { CommandModule } from 'yargs';
import { JSON_FLAG, QUIET_FLAG, RUN_POSITIONAL } from './flags.ts';

interface RetryArguments {
  run: string;
  rejected: string | undefined;
  'run-dir': string | undefined;
  json: boolean;
  quiet: boolean;
}

export const retry: CommandModule<object, RetryArguments> = {
  command: 'retry <run>',
  describe: 'Move again, in a run of its own, what a run that is over refused',
  builder: (yargs) =>
    yargs
      .positional('run', RUN_POSITIONAL)
      .option('rejected', {
        describe: 'An edited copy of its rejected.jsonl, taken in place of its own',
        type: 'string',
        requiresArg: true,
      })
      .option('run-dir', {
        describe: 'Where the files of the new run go [default: .rowferry/<run id>]',
        type: 'string',
        requiresArg: true,
      })
      .option('json', JSON_FLAG)
      .option('quiet', QUIET_FLAG)
      .example('$0 retry .rowferry/20261123-164053-9e880b', 'With the migration file as it is now')
      .example('$0 retry out --rejected mended.jsonl', 'With records that were mended by hand'),
  async handler({ run, rejected, 'run-dir': runDir, ...manner }) {
    const { retryIn } = await import('../work/retry.ts');
    const asked = { parentDir: run, rejected, runDir, environment: process.env };
    process.exitCode = await retryIn(asked, manner);
  },
};
