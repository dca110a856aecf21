import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
  type Tenant,
} from '@rowferry/simulator';
import { type PausableTime, pausableTime } from '../world/pausable-time.ts';
import type { Ended, Started } from '../world/started.ts';
import { until } from '../world/until.ts';
import { folderWith, rowferry, start, VEHICLES, variablesOf, vehicles } from './rowferry.ts';

/** A tenant, and a folder with a migration that moves vehicles into it, ten a job. */
export interface Scene extends AsyncDisposable {
  readonly simulator: Simulator;
  /** The tenant's time, which runs at first. */
  readonly time: PausableTime;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs a command in the folder until it ends. */
  command(...args: string[]): Promise<Ended>;
  /** Starts a command in the folder. */
  begin(...args: string[]): Started;
  read(name: string): Promise<string>;
  write(name: string, text: string): Promise<void>;
  /** Returns the lines of a result file. */
  lines(name: string): Promise<Record<string, unknown>[]>;
  /** Returns how often each VIN is stored. */
  stored(): ReadonlyMap<string, number>;
}

/**
 * `orphanGraceSeconds` is short, since the tests wait until all requests of a killed process have arrived.
 * `graceSeconds` is long, so that an interrupted run has the time that it needs.
 */
export const MIGRATION = VEHICLES.replace(
  'jobs:',
  'jobs:\n  maxRows: 10\n  orphanGraceSeconds: 1\n  graceSeconds: 600',
);

export async function scene(
  options: Omit<SimulatorOptions, 'world'> & {
    readonly files?: Readonly<Record<string, string>>;
  } = {},
): Promise<Scene> {
  const { files = {}, ...rest } = options;
  const time = pausableTime();
  const simulator = await startSimulator({ ...rest, world: time.world });
  const all = { 'v.yaml': MIGRATION, 'vehicles.jsonl': vehicles(100), ...files };
  const folder = await folderWith(all);
  const cwd = folder.path;
  const env = variablesOf(simulator);
  const read = (name: string) => readFile(join(cwd, name), 'utf8');
  return {
    ...{ simulator, time, cwd, env, read },
    command: (...args) => rowferry(args, { cwd, env }),
    begin: (...args) => start(args, { cwd, env }),
    write: (name, text) => writeFile(join(cwd, name), text),
    async lines(name) {
      const text = (await read(name)).trim();
      return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line));
    },
    stored() {
      const counts = new Map<string, number>();
      for (const { cells } of simulator.tenant.records('Vehicle')) {
        const vin = String(cells['vin__c']);
        counts.set(vin, (counts.get(vin) ?? 0) + 1);
      }
      return counts;
    },
    async [Symbol.asyncDispose]() {
      await simulator[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Jobs take some time, each a different one. */
export const SLOW_JOBS = { processingMs: 300, processingJitterMs: 300 } as const;

/** A run in the folder `out`, killed while jobs run and some of its records are stored. */
export async function killedRun(options: Parameters<typeof scene>[0] = {}): Promise<Scene> {
  const setting = await scene({ knobs: SLOW_JOBS, ...options });
  await killMidway(setting, () => setting.begin('run', 'v.yaml', '--run-dir', 'out'));
  return setting;
}

const STEP_MS = 10;

/** Starts a process and kills it when some more vehicles are stored and other jobs still run. */
export async function killMidway(scene: Scene, begin: () => Started): Promise<void> {
  const { simulator, time } = scene;
  const { tenant } = simulator;
  time.pause();
  // A job that the previous process left without a file never ends.
  await until('the files of the previous process are processed', async () => {
    await time.advance(STEP_MS);
    return inProgress(tenant) === 0;
  });
  const { child, ended } = begin();
  await storeSome(scene);
  child.kill('SIGKILL');
  await ended;
  time.run();
  await until('all that it sent has arrived', () => simulator.openConnections === 0);
}

/** Lets one of several jobs end while time is paused. Each job takes a different time. */
export async function storeSome({ simulator: { tenant }, time }: Scene): Promise<void> {
  const before = tenant.recordCount('Vehicle');
  await until('several jobs have their files', () => inProgress(tenant) > 1);
  await until('one of them has stored its rows', async () => {
    await time.advance(STEP_MS);
    return tenant.recordCount('Vehicle') > before && inProgress(tenant) > 0;
  });
}

/** How many jobs have their file and have not ended. */
function inProgress(tenant: Tenant): number {
  return tenant.jobs().filter(({ status }) => status === 'in_progress').length;
}

/** Resolves when every slot has a job. */
export function fiveInProgress({ simulator: { tenant } }: Pick<Scene, 'simulator'>): Promise<void> {
  return until('five jobs have their files', () => inProgress(tenant) === 5);
}
