import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
  type Tenant,
} from '@rowferry/simulator';
import { type HeldTime, heldTime } from '../world/held-time.ts';
import type { Ended, Started } from '../world/started.ts';
import { until } from '../world/until.ts';
import { folderWith, rowferry, start, VEHICLES, variablesOf, vehicles } from './rowferry.ts';

/** A tenant, and a folder with a migration that moves vehicles into it, ten a job. */
export interface Scene extends AsyncDisposable {
  readonly simulator: Simulator;
  /** Of the tenant; flows at first. */
  readonly time: HeldTime;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs a command in the folder to its end. */
  command(...words: string[]): Promise<Ended>;
  /** Starts a command in the folder. */
  begin(...words: string[]): Started;
  read(name: string): Promise<string>;
  write(name: string, text: string): Promise<void>;
  /** Lines of a result file. */
  lines(name: string): Promise<Record<string, unknown>[]>;
  /** How often each VIN is stored. */
  stored(): ReadonlyMap<string, number>;
}

/**
 * What a process has sent that was killed is waited for, so that nothing of it arrives later. A run that
 * is interrupted has all the time that it needs.
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
  const time = heldTime();
  const simulator = await startSimulator({ ...rest, world: time.world });
  const all = { 'v.yaml': MIGRATION, 'vehicles.jsonl': vehicles(100), ...files };
  const folder = await folderWith(all);
  const cwd = folder.path;
  const env = variablesOf(simulator);
  const read = (name: string) => readFile(join(cwd, name), 'utf8');
  return {
    ...{ simulator, time, cwd, env, read },
    command: (...words) => rowferry(words, { cwd, env }),
    begin: (...words) => start(words, { cwd, env }),
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

/** Jobs that take some time, each another. */
export const SLOW_JOBS = { processingMs: 300, processingJitterMs: 300 } as const;

/** A run in `out` of a scene, killed while jobs run and some of its records are stored. */
export async function killedRun(options: Parameters<typeof scene>[0] = {}): Promise<Scene> {
  const begun = await scene({ knobs: SLOW_JOBS, ...options });
  await killMidway(begun, () => begun.begin('run', 'v.yaml', '--run-dir', 'out'));
  return begun;
}

const STEP_MS = 10;

/** Kills a process that moves vehicles once it has stored some more, while others are on their way. */
export async function killMidway(scene: Scene, begin: () => Started): Promise<void> {
  const { simulator, time } = scene;
  const { tenant } = simulator;
  time.hold();
  await until('the jobs of a process before are over', async () => {
    await time.pass(STEP_MS);
    return tenant.activeJobs === 0;
  });
  const { child, ended } = begin();
  await storeSome(scene);
  child.kill('SIGKILL');
  await ended;
  time.flow();
  await until('all that it sent has arrived', () => simulator.openConnections === 0);
}

/** Lets one of several jobs end while time is held: each takes another time. */
export async function storeSome({ simulator: { tenant }, time }: Scene): Promise<void> {
  const before = tenant.recordCount('Vehicle');
  await until('several jobs have their files', () => atWork(tenant) > 1);
  await until('one of them has stored its rows', async () => {
    await time.pass(STEP_MS);
    return tenant.recordCount('Vehicle') > before && atWork(tenant) > 0;
  });
}

/** How many jobs have their file and are not over. */
function atWork(tenant: Tenant): number {
  return tenant.jobs().filter(({ status }) => status === 'in_progress').length;
}

/** Resolves when every slot holds a job. */
export function fiveAtWork({ simulator: { tenant } }: Pick<Scene, 'simulator'>): Promise<void> {
  return until('five jobs have their files', () => atWork(tenant) === 5);
}
