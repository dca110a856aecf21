import { readFile } from 'node:fs/promises';
import {
  DEFAULT_CLIENT,
  DefinitionFault,
  type KnobSettings,
  listKnobs,
  parseKnob,
  readDefinitions,
  realWorld,
  type Schema,
  type Simulator,
  type SimulatorOptions,
  seededRandom,
  startSimulator,
} from '@rowferry/simulator';
import type { CommandModule } from 'yargs';
import { EXIT } from '../failure.ts';
import { codeOf, Fault, textOf } from '../fault.ts';
import { interruptible } from '../interrupt.ts';
import { parseMigration } from '../migration/document.ts';
import { say } from '../output.ts';

const PORT_MAX = 65_535;

interface SimulateArguments {
  port: number;
  definitions: string | undefined;
  set: string[];
  seed: string | undefined;
}

export const simulate: CommandModule<object, SimulateArguments> = {
  command: 'simulate',
  describe: 'Serve a Zuora tenant on this machine, with faults on demand',
  builder: (yargs) =>
    yargs
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
      .epilogue(`Knobs for --set:\n${knobList()}`),
  async handler({ port, definitions, set, seed }) {
    const options = await optionsFor(port, definitions, set, seed);
    await using simulator = await start(options);
    const serve = (signal: AbortSignal) => {
      // Whoever reads this may press Ctrl-C at once.
      say(introduction(simulator));
      return untilAborted(signal);
    };
    await interruptible(serve, { onFirst: () => say('Stopped.') });
    process.exitCode = EXIT.done;
  },
};

async function optionsFor(
  port: number,
  definitions: string | undefined,
  set: readonly string[],
  seed: string | undefined,
): Promise<SimulatorOptions> {
  if (!Number.isInteger(port) || port < 0 || port > PORT_MAX) {
    throw new Fault(`--port: expected a whole number from 0 to ${PORT_MAX}`);
  }
  const knobs: KnobSettings = Object.assign(
    seed === undefined ? {} : { chaosSeed: seed },
    ...set.map(readKnob),
  );
  return {
    port,
    knobs,
    ...(definitions !== undefined && { definitions: await readSchemas(definitions) }),
    ...(seed !== undefined && { world: { ...realWorld(), random: seededRandom(seed) } }),
  };
}

function readKnob(text: string): KnobSettings {
  try {
    return parseKnob(text);
  } catch (error) {
    throw new Fault(`--set: ${textOf(error)}`, { cause: error });
  }
}

/** Reads the object definitions of a tenant. */
export async function readSchemas(path: string): Promise<readonly Schema[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const reason = codeOf(error) === 'ENOENT' ? 'there is no such file' : textOf(error);
    throw new Fault(`--definitions: ${path}: ${reason}`, { cause: error });
  });
  try {
    return readDefinitions(parseMigration(path, text).value);
  } catch (error) {
    if (!(error instanceof DefinitionFault)) throw error;
    throw new Fault(`--definitions: ${path}: ${error.message}`, { cause: error });
  }
}

async function start(options: SimulatorOptions): Promise<Simulator> {
  try {
    return await startSimulator(options);
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE') {
      throw new Fault(`--port: ${options.port} is in use; choose another one, or 0 for any`);
    }
    if (codeOf(error) === 'EACCES') {
      throw new Fault(`--port: ${options.port} may not be used by you; choose one above 1023`);
    }
    // A knob whose text can only be read as a whole, such as `faults`.
    if (error instanceof TypeError || error instanceof SyntaxError) {
      throw new Fault(`--set: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** The environment that a migration file's `${…}` may name to reach a simulator. */
export function environmentOf({ url }: Simulator): Record<string, string> {
  return {
    ZUORA_BASE_URL: url,
    ZUORA_CLIENT_ID: DEFAULT_CLIENT.clientId,
    ZUORA_CLIENT_SECRET: DEFAULT_CLIENT.clientSecret,
  };
}

function introduction(simulator: Simulator): string {
  const objects = simulator.tenant.definitions().map(({ object }) => object);
  const variables = Object.entries(environmentOf(simulator));
  return [
    `A simulated tenant listens at ${simulator.url}`,
    `  objects        ${objects.join(', ')}`,
    `  client id      ${DEFAULT_CLIENT.clientId}`,
    `  client secret  ${DEFAULT_CLIENT.clientSecret}`,
    'In another terminal:',
    `  export ${variables.map(([name, value]) => `${name}=${value}`).join(' ')}`,
    '  rowferry jobs list --base-url $ZUORA_BASE_URL',
    'Ctrl-C stops it; nothing is kept.',
  ].join('\n');
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function knobList(): string {
  return listKnobs()
    .map(({ name, default: byDefault, takes, says }) => {
      const first = byDefault === '' ? '' : ` [default: ${byDefault}]`;
      return `  ${name}: ${says}\n      ${takes}${first}`;
    })
    .join('\n');
}
