import type { CommandModule } from 'yargs';
import { flagsOf, RUN_POSITIONAL } from './flags.ts';

interface RetryArguments {
  run: string;
  rejected: string | undefined;
  'run-dir': string | undefined;
  json: boolean;
  quiet: boolean;
}

export const retry: CommandModule<object, RetryArguments> = {
  command: 'retry <run>',
  describe: 'Retry the rejected records of a finished run',
  builder: (yargs) =>
    yargs
      .positional('run', RUN_POSITIONAL)
      .options(flagsOf('retry'))
      .example('$0 retry .rowferry/20261123-164053-9e880b', 'Uses the current migration file')
      .example('$0 retry out --rejected corrected.jsonl', 'With records that you corrected'),
  async handler({ run, rejected, 'run-dir': runDir, ...output }) {
    const { retryIn } = await import('../handlers/retry.ts');
    const request = { parentDir: run, rejected, runDir, environment: process.env };
    process.exitCode = await retryIn(request, output);
  },
};
