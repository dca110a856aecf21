import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_CLIENT, type KnobSettings, startSimulator } from '@rowferry/simulator';
import { judge } from './books.ts';
import { type Chance, chanceFrom } from './chance.ts';

/** How a process comes to its end before its run does. */
export type Death =
  /** Killed when it has asked the tenant for the n-th time, before it has the answer. */
  | { readonly by: 'request'; readonly nth: number; readonly signal: NodeJS.Signals }
  /** Kills itself when its journal is durable for the n-th time. */
  | { readonly by: 'journal'; readonly nth: number }
  /** Kills itself within the n-th write of its journal. */
  | { readonly by: 'torn'; readonly nth: number; readonly share: number };

/** One run, in as many processes as it takes. */
export interface KilledRun {
  readonly deaths: readonly Death[];
  /** What was wrong at the end, in words. */
  readonly faults: readonly string[];
}

const CHILD = join(import.meta.dirname, 'child.mjs');
const RECORDS = 120;
const PROCESSES_MAX = 40;

/** Runs a migration whose processes are killed `deathsMax` times, then lets it end. */
export async function killedRun(seed: number, deathsMax: number): Promise<KilledRun> {
  const chance = chanceFrom(seed);
  const folder = await mkdtemp(join(tmpdir(), 'rowferry-crash-'));
  const runDir = join(folder, 'run');
  const deaths: Death[] = [];
  let onRequest = () => {};
  await using simulator = await startSimulator({
    knobs: knobsOf(chance),
    onRequest: () => onRequest(),
  });
  const plan = planOf(chance, simulator.url, runDir);
  try {
    for (let processes = 0; processes < PROCESSES_MAX; processes++) {
      const death = deaths.length < deathsMax ? deathOf(chance) : undefined;
      const { code, stderr } = await runChild(plan, death, (listen) => {
        onRequest = listen;
      });
      if (code === 0) {
        const faults = await judge(simulator.tenant, runDir, RECORDS, plan.hasKey);
        return { deaths, faults: await explained(faults, runDir) };
      }
      if (code === 2) return { deaths, faults: await explained([stderr], runDir) };
      if (death !== undefined) deaths.push(death);
    }
    return { deaths, faults: ['it never came to its end'] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function explained(faults: readonly string[], runDir: string): Promise<string[]> {
  if (faults.length === 0) return [];
  const journal = await readFile(join(runDir, 'journal.jsonl'), 'utf8').catch(() => '');
  return [...faults, journal];
}

interface Plan {
  readonly runDir: string;
  readonly records: number;
  readonly client: object;
  readonly jobs: object;
  readonly hasKey: boolean;
  readonly hasCheckpoints: boolean;
}

function planOf(chance: Chance, baseUrl: string, runDir: string): Plan {
  return {
    runDir,
    records: RECORDS,
    client: { baseUrl, ...DEFAULT_CLIENT },
    jobs: {
      maxRows: chance.pick([7, 20, 40]),
      graceSeconds: 5,
      orphanGraceSeconds: 0.6,
      errorsLagSeconds: 0.05,
      lookupLagSeconds: 0.4,
    },
    hasKey: chance.is(0.5),
    hasCheckpoints: chance.is(0.5),
  };
}

function knobsOf(chance: Chance): KnobSettings {
  return {
    processingMs: chance.pick([1, 30, 120]),
    visibilityLagMs: chance.pick([0, 0, 150]),
    recordsProcessed: chance.pick(['includes-rejects', 'excludes-rejects']),
    ...(chance.is(0.3) && { failJobs: 2, failAtRow: 3 }),
    ...(chance.is(0.3) && { foreignJobs: 2, foreignJobsMs: 400 }),
  };
}

function deathOf(chance: Chance): Death {
  const nth = chance.between(1, 30);
  if (chance.is(0.4)) return { by: 'journal', nth };
  if (chance.is(0.2)) return { by: 'torn', nth, share: chance.next() };
  const signal = chance.is(0.8) ? 'SIGKILL' : chance.pick(['SIGTERM', 'SIGINT'] as const);
  return { by: 'request', nth, signal };
}

async function runChild(
  plan: Plan,
  death: Death | undefined,
  listen: (onRequest: () => void) => void,
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const dying = {
    ...(death?.by === 'journal' && { dieAtSync: death.nth }),
    ...(death?.by === 'torn' && { dieAtAppend: death.nth, tornShare: death.share }),
  };
  const child = spawn(process.execPath, [CHILD, JSON.stringify({ ...plan, ...dying })], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  let requests = 0;
  listen(() => {
    requests++;
    if (death?.by === 'request' && requests === death.nth) child.kill(death.signal);
  });
  const [code] = await once(child, 'close');
  listen(() => {});
  return { code, stderr };
}
