import { readStatus } from '@rowferry/core';
import type { CommandModule } from 'yargs';
import { EXIT } from '../failure.ts';
import { print, say } from '../output.ts';
import { describeStanding } from '../standing.ts';
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
    const standing = await readStatus(runDir);
    if (json) await print(JSON.stringify(standing, undefined, 2));
    else say(describeStanding(standing, runDir));
    process.exitCode = EXIT.done;
  },
};
