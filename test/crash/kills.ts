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
import { type Chance, chanceFrom } from './chance.ts';
import { judge } from './judge.ts';

/** How a process ends before its run does. */
export type Death =
  /** Killed after its n-th request to the tenant, before the answer. */
  | { readonly by: 'request'; readonly nth: number; readonly signal: NodeJS.Signals }
  /** Kills itself after the n-th sync of its journal. */
  | { readonly by: 'journal'; readonly nth: number }
  /** Kills itself during the n-th write of its journal. */
  | { readonly by: 'torn'; readonly nth: number; readonly share: number }
  /** Killed this long after its first request. */
  | { readonly by: 'age'; readonly ms: number };

/** One run, in as many processes as it needed. */
export interface KilledRun {
  readonly deaths: readonly Death[];
  /** A description of each fault at the end. */
  readonly faults: readonly string[];
}

const CHILD = join(import.meta.dirname, 'child.mjs');
const RECORDS = 120;
const PROCESSES_MAX = 40;
const UNANSWERED = 'no create of this run was ever answered';

/** What a run reads, and whether it has a key. What is absent is chosen at random. */
export interface Given {
  readonly records?: number;
  readonly hasKey?: boolean;
  /** PostgreSQL rows with the same values as the records of `child.mjs`. */
  readonly postgres?: PostgresOptions;
}

/** Runs a migration whose processes are killed, `killed` times or in these ways, and then lets it end. */
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
      // Otherwise a request that was on its way could arrive later than the plan allows.
      await until('all that it sent has arrived', () => simulator.openConnections === 0);
      if (code === 0) {
        const isInOrder = (plan.postgres?.partitions ?? 1) === 1;
        const faults = await judge(simulator.tenant, runDir, { ...plan, isInOrder });
        return { deaths, faults: await explained(faults, runDir) };
      }
      if (code !== 2 && death !== undefined) deaths.push(death);
      if (code === 2 && !cancelNamedJobs(stderr, simulator.tenant)) {
        return { deaths, faults: await explained([stderr], runDir) };
      }
    }
    return { deaths, faults: [`the run did not end in ${PROCESSES_MAX} processes`] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Cancels the pending jobs that a run names when it was killed at each of its first creates. */
function cancelNamedJobs(message: string, tenant: Tenant): boolean {
  const left = tenant
    .jobs()
    .filter(({ status, login }) => status === 'pending' && login !== 'foreign');
  const isRequested = message.includes(UNANSWERED) && left.every(({ id }) => message.includes(id));
  if (isRequested) for (const { id } of left) tenant.endJob(id, 'cancelled');
  return isRequested;
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
 * Stores records with some of the keys before the run, which this run therefore must not report as loaded. A
 * look-up could not tell them apart, since our own login stored them less than two seconds before.
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

/** The first death is early enough to come before the end of any run. */
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
  const args = [process.execPath, CHILD, JSON.stringify({ ...plan, ...dying })];
  const { child, ended } = startProcess(args);
  let requests = 0;
  let killTimer: NodeJS.Timeout | undefined;
  listen(() => {
    requests++;
    // Measured from the first request, so that the time of the start does not matter.
    if (death?.by === 'age' && requests === 1) {
      killTimer = setTimeout(() => child.kill('SIGKILL'), death.ms);
    }
    if (death?.by === 'request' && requests === death.nth) child.kill(death.signal);
  });
  const { code, stderr } = await ended;
  clearTimeout(killTimer);
  listen(() => {});
  return { code, stderr };
}
