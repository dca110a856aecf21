import type { CommandModule } from 'yargs';
import { flagsOf, RUN_POSITIONAL } from './flags.ts';

interface ResumeArguments {
  run: string;
  json: boolean;
  quiet: boolean;
}

export const resume: CommandModule<object, ResumeArguments> = {
  command: 'resume <run>',
  describe: 'Continue a run that was stopped, interrupted or killed',
  builder: (yargs) =>
    yargs
      .positional('run', RUN_POSITIONAL)
      .options(flagsOf('resume'))
      .example('$0 resume .rowferry/20261123-164053-9e880b', 'Continues where the run ended'),
  async handler({ run, ...output }) {
    const { resumeIn } = await import('../handlers/resume.ts');
    process.exitCode = await resumeIn(run, process.env, output);
  },
};
