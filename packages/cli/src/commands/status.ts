import type { CommandModule } from 'yargs';
import { RUN_POSITIONAL } from './flags.ts';

interface StatusArguments {
  run: string;
  json: boolean;
}

export const status: CommandModule<object, StatusArguments> = {
  command: 'status <run>',
  describe: 'Show how far a run is, and which process works on it',
  builder: (yargs) =>
    yargs
      .positional('run', RUN_POSITIONAL)
      .option('json', {
        describe: 'Print it as JSON on stdout, with every job',
        type: 'boolean',
        default: false,
      })
      .example('$0 status .rowferry/20261123-164053-9e880b', 'Works during the run, too')
      .example('$0 status out --json', 'For scripts'),
  async handler({ run: runDir, json }) {
    const { showStatus } = await import('../handlers/status.ts');
    process.exitCode = await showStatus(runDir, json);
  },
};
