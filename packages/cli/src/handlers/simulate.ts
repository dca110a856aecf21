import {
  DEFAULT_CLIENT,
  type KnobSettings,
  parseKnob,
  realWorld,
  type Schema,
  type Simulator,
  type SimulatorOptions,
  seededRandom,
  startSimulator,
} from '@rowferry/simulator';
import { EXIT } from '../exit-codes.ts';
import { codeOf, Fault, textOf } from '../fault.ts';
import { interruptible } from '../interrupt.ts';
import { say } from '../output.ts';

const PORT_MAX = 65_535;

/** The arguments of `simulate`. */
export interface SimulateRequest {
  readonly port: string;
  readonly definitions: string | undefined;
  readonly set: readonly string[];
  readonly seed: string | undefined;
}

/** Serves a tenant until it is interrupted, and returns the exit code. */
export async function serveTenant(request: SimulateRequest): Promise<number> {
  await using simulator = await start(await optionsFor(request));
  const serve = (signal: AbortSignal) => {
    // Print this only now: the reader may press Ctrl-C at once.
    say(introduction(simulator));
    return untilAborted(signal);
  };
  await interruptible(serve, { onFirst: () => say('Stopped.') });
  return EXIT.done;
}

async function optionsFor({
  port,
  definitions,
  set,
  seed,
}: SimulateRequest): Promise<SimulatorOptions> {
  const knobs: KnobSettings = Object.assign(
    seed === undefined ? {} : { chaosSeed: seed },
    ...set.map(readKnob),
  );
  return {
    port: portFrom(port),
    knobs,
    // A tenant that is started again has forgotten what it had: it is another one.
    tenantId: String(Date.now()),
    ...(definitions !== undefined && { definitions: await schemasIn(definitions) }),
    ...(seed !== undefined && { world: { ...realWorld(), random: seededRandom(seed) } }),
  };
}

function portFrom(text: string): number {
  // `Number` reads an empty text as 0, and `0x10` as 16.
  if (/^\d+$/.test(text) && Number(text) <= PORT_MAX) return Number(text);
  throw new Fault(`--port: expected a whole number from 0 to ${PORT_MAX}`);
}

function readKnob(text: string): KnobSettings {
  try {
    return parseKnob(text);
  } catch (error) {
    throw new Fault(`--set: ${textOf(error)}`, { cause: error });
  }
}

/** Loads the YAML parser only if there is a file of definitions. */
async function schemasIn(path: string): Promise<readonly Schema[]> {
  const { readSchemas } = await import('./definitions.ts');
  return await readSchemas(path);
}

async function start(options: SimulatorOptions): Promise<Simulator> {
  try {
    return await startSimulator(options);
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE') {
      throw new Fault(
        `--port: ${options.port} is in use; choose another one, or 0 for any free port`,
      );
    }
    if (codeOf(error) === 'EACCES') {
      throw new Fault(
        `--port: you are not allowed to use ${options.port}; choose a port above 1023`,
      );
    }
    // A knob whose value is checked only here, such as `faults`.
    if (error instanceof TypeError || error instanceof SyntaxError) {
      throw new Fault(`--set: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** The variables that a migration file can use as `${…}` to reach a simulator. */
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
    'Press Ctrl-C to stop it; nothing is saved.',
  ].join('\n');
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
