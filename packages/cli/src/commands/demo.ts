import type { CommandModule } from 'yargs';
import { flagsOf } from './flags.ts';

interface DemoArguments {
  write: string | undefined;
}

export const demo: CommandModule<object, DemoArguments> = {
  command: 'demo',
  describe: 'Load real, dirty data into a simulated tenant',
  builder: (yargs) =>
    yargs
      .options(flagsOf('demo'))
      .example('$0 demo', 'Loads 3,201 movies, five jobs at a time')
      .example(
        '$0 demo --write movies',
        'Copies its migration to a folder where you can change it',
      ),
  async handler({ write }) {
    if (write === undefined) {
      const { showDemo } = await import('../handlers/demo.ts');
      process.exitCode = await showDemo();
    } else {
      const { writeDemo } = await import('../handlers/demo-files.ts');
      process.exitCode = await writeDemo(write);
    }
  },
};
