import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Simulator, type SimulatorOptions, startSimulator } from '@rowferry/simulator';
import {
  type Ended,
  folderWith,
  rowferry,
  type Started,
  start,
  VEHICLES,
  variablesOf,
  vehicles,
} from './rowferry.ts';

/** A tenant, and a folder with a migration that moves vehicles into it, ten a job. */
export interface Scene extends AsyncDisposable {
  readonly simulator: Simulator;
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

/** A request that was on its way when its process was killed arrives soon, or not at all. */
export const MIGRATION = VEHICLES.replace('jobs:', 'jobs:\n  maxRows: 10\n  orphanGraceSeconds: 1');

export async function scene(
  options: SimulatorOptions & { readonly files?: Readonly<Record<string, string>> } = {},
): Promise<Scene> {
  const { files = {}, ...rest } = options;
  const simulator = await startSimulator(rest);
  const all = { 'v.yaml': MIGRATION, 'vehicles.jsonl': vehicles(100), ...files };
  const folder = await folderWith(all);
  const cwd = folder.path;
  const env = variablesOf(simulator);
  const read = (name: string) => readFile(join(cwd, name), 'utf8');
  return {
    ...{ simulator, cwd, env, read },
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

/** A run in `out` of a scene, killed while jobs run and some of its records are stored. */
export async function killedRun(options: Parameters<typeof scene>[0] = {}): Promise<Scene> {
  const begun = await scene({ knobs: { processingMs: 300 }, ...options });
  await killMidway(begun, begun.begin('run', 'v.yaml', '--run-dir', 'out'));
  return begun;
}

/** Kills a process that moves vehicles once it has stored some more, while others are on their way. */
export async function killMidway({ simulator }: Scene, { child, ended }: Started): Promise<void> {
  const { tenant } = simulator;
  const before = tenant.recordCount('Vehicle');
  await until(() => tenant.recordCount('Vehicle') > before && tenant.activeJobs > 0);
  child.kill('SIGKILL');
  await ended;
}

export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}
