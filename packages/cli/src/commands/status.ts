import type { CommandModule } from 'yargs';
import { flagsOf, RUN_POSITIONAL } from './flags.ts';

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
      .options(flagsOf('status'))
      .example('$0 status .rowferry/20261123-164053-9e880b', 'Works during the run, too')
      .example('$0 status out --json', 'For scripts, with every job'),
  async handler({ run: runDir, json }) {
    const { showStatus } = await import('../handlers/status.ts');
    process.exitCode = await showStatus(runDir, json);
  },
};
