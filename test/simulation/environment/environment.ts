import type { SourceRecord } from '@rowferry/core';
import type { Tenant } from '@rowferry/simulator';
import { type VirtualClock, virtualClock } from '../../world/virtual-clock.ts';
import { storeExisting, strayTenantOf, tenantOf } from '../cases/case-tenant.ts';
import type { SeededCase } from '../cases/seeded-case.ts';
import type { SleepingRequest } from '../cases/seeded-processes.ts';
import { type Chance, chanceOf } from './chance.ts';
import { type Machine, machineOn } from './machine.ts';
import { SimulatedDisk } from './simulated-disk.ts';

/** The environment of the processes of a run: tenant, disk, clock, user and other programs. */
export interface Environment {
  readonly seeded: SeededCase;
  readonly clock: VirtualClock;
  readonly machine: Machine;
  readonly tenant: Tenant;
  /** Another tenant, to which the run does not belong. */
  readonly strayTenant: Tenant;
  readonly disk: SimulatedDisk;
  /** The records of the source, with the Ids that the tenant assigned. */
  readonly records: readonly SourceRecord[];
  readonly isTraced: boolean;
  readonly trace: string[];
  log(text: string): void;
  /** Random decisions that all processes share, and those between processes. */
  readonly chances: { readonly wire: Chance; readonly disk: Chance; readonly between: Chance };
  readonly seen: Seen;
  /** Called once, when the user interrupts as the seed says. */
  onInterrupt: () => void;
}

/** How many unfinished jobs a tenant allows (docs/zuora-api.md, section 4.1). */
export const SLOTS = 5;

/** What was observed of a run from outside. */
export interface Seen {
  requests: number;
  creates: number;
  failedLookUps: number;
  /** Whether the tenant had no slot when it last answered a create. */
  hadNoSlot: boolean;
  /** By the time that the machine was awake. */
  abortedAt: number | undefined;
  /** Calls of the hook that throws. */
  readonly breaking: { count: number };
  /** Calls of what hangs. */
  readonly hanging: { count: number };
  readonly sameLoginJobs: string[];
  readonly uploads: Map<string, Uint8Array>;
  readonly mishaps: string[];
  /** How many actions all processes have done. Gives each action its order. */
  actions: number;
}

export function createEnvironment(
  seeded: SeededCase,
  records: readonly SourceRecord[],
  isTraced: boolean,
): Environment {
  const { seed, abort, sameLogin, target } = seeded;
  const clock = virtualClock();
  const machine = machineOn(clock);
  const start = clock.now();
  const trace: string[] = [];
  const log = (text: string) => {
    if (isTraced) trace.push(`${((clock.now() - start) / 1000).toFixed(3)} ${text}`);
  };
  const seen: Seen = {
    requests: 0,
    creates: 0,
    failedLookUps: 0,
    hadNoSlot: false,
    abortedAt: undefined,
    breaking: { count: 0 },
    hanging: { count: 0 },
    sameLoginJobs: [],
    uploads: new Map(),
    mishaps: [],
    actions: 0,
  };
  const tenant = tenantOf(seeded, clock, ({ method, url, endpoint, status, fault = '' }) => {
    if (endpoint === 'find' && (status !== 200 || fault !== '')) seen.failedLookUps++;
    if (endpoint === 'create') seen.hadNoSlot = tenant.activeJobs >= SLOTS;
    log(`tenant ${method} ${url}: ${status ?? 'dropped'} ${fault}`);
  });
  const strayTenant = strayTenantOf(seeded, clock, ({ method, url, status }) =>
    log(`stray tenant ${method} ${url}: ${status}`),
  );
  const environment: Environment = {
    ...{ seeded, clock, machine, tenant, strayTenant, isTraced, trace, log, seen },
    disk: new SimulatedDisk(),
    records: storeExisting(tenant, records, seeded, chanceOf(`furnish-${seed}`)),
    chances: {
      wire: chanceOf(`wire-${seed}`),
      disk: chanceOf(`disk-${seed}`),
      between: chanceOf(`between-${seed}`),
    },
    onInterrupt: () => {},
  };
  clock.moveTo(start + target.existingAgeMs);
  if (abort.atMs !== undefined) clock.schedule(abort.atMs, () => interrupt(environment));
  const sleepAt = seeded.processes.sleep?.at;
  if (sleepAt !== undefined && 'ms' in sleepAt) {
    clock.schedule(sleepAt.ms, () => suspend(environment));
  }
  for (const { atMs, ...job } of sameLogin) {
    clock.schedule(atMs, () => {
      seen.sameLoginJobs.push(tenant.addForeignJob({ ...job, sameLogin: true }));
    });
  }
  return environment;
}

/** Counts a request of the run. The user may interrupt at one. Returns it if the machine sleeps at it. */
export function countRequest(
  environment: Environment,
  method: string,
  path: string,
): SleepingRequest | undefined {
  const { seeded, seen } = environment;
  const isCreate = method === 'POST' && path === '/objects/jobs';
  seen.requests++;
  if (isCreate) seen.creates++;
  environment.log(`${method} ${path}`);
  if (seeded.abort.atRequest === seen.requests) interrupt(environment);
  const at = seeded.processes.sleep?.at;
  if (at === undefined || 'ms' in at) return undefined;
  const isThere = at.of === 'all' ? at.request === seen.requests : at.request === seen.creates;
  return isThere && (isCreate || at.of === 'all') ? at : undefined;
}

/** Lets the machine sleep as the seed says. */
export function suspend({ seeded, machine, log }: Environment): void {
  const { forMs } = seeded.processes.sleep ?? { forMs: 0 };
  log(`the machine sleeps for ${forMs} ms`);
  machine.suspend(forMs);
}

/** Keeps the file of an upload. A job must never get two different files. */
export function keepUpload({ seen }: Environment, job: string, file: Uint8Array): void {
  const known = seen.uploads.get(job);
  if (known === undefined) seen.uploads.set(job, file);
  else if (Buffer.compare(known, file) !== 0) seen.mishaps.push(`job ${job} was sent two files`);
}

function interrupt(environment: Environment): void {
  const { seen, machine, log } = environment;
  machine.whenAwake(() => {
    if (seen.abortedAt !== undefined) return;
    seen.abortedAt = machine.elapsed();
    log('the user interrupts');
    environment.onInterrupt();
  });
}
