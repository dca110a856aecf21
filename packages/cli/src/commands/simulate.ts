import type { KnobLine } from '@rowferry/simulator';
import type { CommandModule } from 'yargs';
import { flagsOf } from './flags.ts';

interface SimulateArguments {
  port: string;
  definitions: string | undefined;
  set: string[];
  seed: string | undefined;
}

export const simulate: CommandModule<object, SimulateArguments> = {
  command: 'simulate',
  describe: 'Serve a Zuora tenant on this machine, with faults on demand',
  async builder(yargs) {
    const { listKnobs } = await import('@rowferry/simulator');
    return yargs
      .options(flagsOf('simulate'))
      .example('$0 simulate --port 8480', 'A tenant with the object Vehicle')
      .example('$0 simulate --set rowBasis=first-line', 'Numbers rows by line instead of by record')
      .example('$0 simulate --seed 7 --set chaosRate=0.1', 'Breaks one request in ten')
      .epilogue(`Knobs for --set:\n${describeKnobs(listKnobs())}`);
  },
  async handler(given) {
    const { serveTenant } = await import('../handlers/simulate.ts');
    process.exitCode = await serveTenant(given);
  },
};

function describeKnobs(knobs: readonly KnobLine[]): string {
  return knobs
    .map(({ name, default: byDefault, takes, says }) => {
      const defaultNote = byDefault === '' ? '' : ` [default: ${byDefault}]`;
      return `  ${name}: ${says}\n      ${takes}${defaultNote}`;
    })
    .join('\n');
}
