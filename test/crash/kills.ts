import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DEFAULT_CLIENT,
  type KnobSettings,
  startSimulator,
  type Tenant,
} from '@rowferry/simulator';
import type { PostgresOptions } from '@rowferry/source-postgres';
import { startProcess } from '../world/started.ts';
import { until } from '../world/until.ts';
import { judge } from './books.ts';
import { type Chance, chanceFrom } from './chance.ts';

/** How a process comes to its end before its run does. */
export type Death =
  /** Killed when it has asked the tenant for the n-th time, before it has the answer. */
  | { readonly by: 'request'; readonly nth: number; readonly signal: NodeJS.Signals }
  /** Kills itself when its journal is durable for the n-th time. */
  | { readonly by: 'journal'; readonly nth: number }
  /** Kills itself within the n-th write of its journal. */
  | { readonly by: 'torn'; readonly nth: number; readonly share: number }
  /** Killed so long after its first request, wherever it is. */
  | { readonly by: 'age'; readonly ms: number };

/** One run, in as many processes as it takes. */
export interface KilledRun {
  readonly deaths: readonly Death[];
  /** What was wrong at the end, in words. */
  readonly faults: readonly string[];
}

const CHILD = join(import.meta.dirname, 'child.mjs');
const RECORDS = 120;
const PROCESSES_MAX = 40;
const UNANSWERED = 'no create of this run was ever answered';

/** What a run reads, and whether it has a key, where that is not left to chance. */
export interface Given {
  readonly records?: number;
  readonly hasKey?: boolean;
  /** Rows of PostgreSQL that are as the records of `child.mjs`. */
  readonly postgres?: PostgresOptions;
}

/** Runs a migration whose processes are killed so often, or so, one after the other, then lets it end. */
export async function killedRun(
  seed: number,
  killed: number | readonly Death[],
  given: Given = {},
): Promise<KilledRun> {
  const [deathsMax, chosen] = Array.isArray(killed) ? [killed.length, killed] : [Number(killed)];
  const chance = chanceFrom(seed);
  const folder = await mkdtemp(join(tmpdir(), 'rowferry-crash-'));
  const runDir = join(folder, 'run');
  const deaths: Death[] = [];
  let onRequest = () => {};
  await using simulator = await startSimulator({
    knobs: knobsOf(chance),
    onRequest: () => onRequest(),
  });
  const plan = planOf(chance, simulator.url, runDir, given);
  if (!plan.hasKey && chance.is(0.5)) addTwins(simulator.tenant);
  try {
    for (let processes = 0; processes < PROCESSES_MAX; processes++) {
      const next = chosen ? chosen[processes] : deathOf(chance, deaths.length);
      const death = deaths.length < deathsMax ? next : undefined;
      const { code, stderr } = await runChild(plan, death, (listen) => {
        onRequest = listen;
      });
      // So that nothing that was on its way arrives later than the plan allows, on any machine.
      await until('all that it sent has arrived', () => simulator.openConnections === 0);
      if (code === 0) {
        const isInOrder = (plan.postgres?.partitions ?? 1) === 1;
        const faults = await judge(simulator.tenant, runDir, { ...plan, isInOrder });
        return { deaths, faults: await explained(faults, runDir) };
      }
      if (code !== 2 && death !== undefined) deaths.push(death);
      if (code === 2 && !hasHelped(stderr, simulator.tenant)) {
        return { deaths, faults: await explained([stderr], runDir) };
      }
    }
    return { deaths, faults: ['it never came to its end'] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Does what a run asks for that was killed at each of its first creates. */
function hasHelped(message: string, tenant: Tenant): boolean {
  const left = tenant
    .jobs()
    .filter(({ status, login }) => status === 'pending' && login !== 'foreign');
  const isAsked = message.includes(UNANSWERED) && left.every(({ id }) => message.includes(id));
  if (isAsked) for (const { id } of left) tenant.endJob(id, 'cancelled');
  return isAsked;
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
  readonly postgres?: PostgresOptions;
}

function planOf(
  chance: Chance,
  baseUrl: string,
  runDir: string,
  { records = RECORDS, ...given }: Given,
): Plan {
  return {
    runDir,
    records,
    client: { baseUrl, ...DEFAULT_CLIENT },
    jobs: {
      maxRows: Math.ceil(records / chance.pick([18, 6, 3])),
      graceSeconds: 5,
      orphanGraceSeconds: 0.6,
      errorsLagSeconds: 0.05,
      lookupLagSeconds: 0.4,
    },
    hasKey: chance.is(0.5),
    hasCheckpoints: chance.is(0.5),
    ...given,
  };
}

/**
 * Some keys are taken: what was stored before is not loaded by this run. A look-up could not tell, since
 * our own login stored it less than two seconds before.
 */
function addTwins({ addRecord }: Tenant): void {
  for (const n of [0, 50, 101]) {
    addRecord('Vehicle', { vin__c: `VIN${n}`, brand__c: 'Saab', legacyId__c: String(n) });
  }
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

/** The first comes before any run is over. */
function deathOf(chance: Chance, before: number): Death {
  const nth = chance.between(1, before === 0 ? 8 : 30);
  if (before > 0 && chance.is(0.2)) return { by: 'age', ms: chance.between(1, 2000) };
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
  const words = [process.execPath, CHILD, JSON.stringify({ ...plan, ...dying })];
  const { child, ended } = startProcess(words);
  let requests = 0;
  let aging: NodeJS.Timeout | undefined;
  listen(() => {
    requests++;
    // However long its start takes.
    if (death?.by === 'age' && requests === 1) {
      aging = setTimeout(() => child.kill('SIGKILL'), death.ms);
    }
    if (death?.by === 'request' && requests === death.nth) child.kill(death.signal);
  });
  const { code, stderr } = await ended;
  clearTimeout(aging);
  listen(() => {});
  return { code, stderr };
}
