import type { KnobLine } from '@rowferry/simulator';
import type { CommandModule } from 'yargs';

interface SimulateArguments {
  port: number;
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
      .option('port', {
        describe: 'The port to listen on; 0 is any free one',
        type: 'number',
        default: 0,
        requiresArg: true,
      })
      .option('definitions', {
        describe: 'A YAML or JSON file of object definitions [default: an object Vehicle]',
        type: 'string',
        requiresArg: true,
      })
      .option('set', {
        describe: 'Turn a knob: name=value; may be repeated',
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
      })
      .option('seed', {
        describe: 'Chance from this text: the same seed, the same faults',
        type: 'string',
        requiresArg: true,
      })
      .example('$0 simulate --port 8480', 'A tenant with the object Vehicle')
      .example('$0 simulate --set rowBasis=first-line', 'Counts lines where it should count rows')
      .example('$0 simulate --seed 7 --set chaosRate=0.1', 'Breaks every tenth request')
      .epilogue(`Knobs for --set:\n${described(listKnobs())}`);
  },
  async handler(given) {
    const { serveTenant } = await import('../work/simulate.ts');
    process.exitCode = await serveTenant(given);
  },
};

function described(knobs: readonly KnobLine[]): string {
  return knobs
    .map(({ name, default: byDefault, takes, says }) => {
      const first = byDefault === '' ? '' : ` [default: ${byDefault}]`;
      return `  ${name}: ${says}\n      ${takes}${first}`;
    })
    .join('\n');
}
