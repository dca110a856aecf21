import type { CommandModule } from 'yargs';
import { RUN_POSITIONAL } from './flags.ts';

interface StatusArguments {
  run: string;
  json: boolean;
}

export const status: CommandModule<object, StatusArguments> = {
  command: 'status <run>',
  describe: 'Say how far a run has come, and who works on it',
  builder: (yargs) =>
    yargs
      .positional('run', RUN_POSITIONAL)
      .option('json', {
        describe: 'Print it as JSON on stdout, with every job',
        type: 'boolean',
        default: false,
      })
      .example('$0 status .rowferry/20261123-164053-9e880b', 'Also while it runs')
      .example('$0 status out --json', 'For scripts'),
  async handler({ run: runDir, json }) {
    const { tellStatus } = await import('../work/status.ts');
    process.exitCode = await tellStatus(runDir, json);
  },
};
