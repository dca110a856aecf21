import type { SourceRecord } from '@rowferry/core';
import type { Tenant } from '@rowferry/simulator';
import { type VirtualClock, virtualClock } from '../../world/virtual-clock.ts';
import { furnish, tenantOf } from '../cases/case-tenant.ts';
import type { SeededCase } from '../cases/seeded-case.ts';
import { type Chance, chanceOf } from './chance.ts';
import { SimulatedDisk } from './simulated-disk.ts';

/** All that stands around the processes of a run: the tenant, the disk, and whoever meddles. */
export interface Stage {
  readonly seeded: SeededCase;
  readonly clock: VirtualClock;
  readonly tenant: Tenant;
  readonly disk: SimulatedDisk;
  /** The records as the source gives them, with the Ids that the tenant gave them. */
  readonly records: readonly SourceRecord[];
  readonly isTraced: boolean;
  readonly trace: string[];
  say(text: string): void;
  /** Chance of what all processes share, and of what happens between them. */
  readonly chances: { readonly wire: Chance; readonly disk: Chance; readonly between: Chance };
  readonly seen: Seen;
  /** Called once, when the seed says that a user interrupts. */
  onInterrupt: () => void;
}

/** What was seen of a run from outside. */
export interface Seen {
  requests: number;
  failedLookUps: number;
  abortedAt: number | undefined;
  /** Calls of the hook that breaks. */
  readonly breaking: { count: number };
  readonly sameLoginJobs: string[];
  readonly uploads: Map<string, Uint8Array>;
  readonly mishaps: string[];
  /** What all processes did to files and sent, in one order. */
  acts: number;
}

export function setStage(
  seeded: SeededCase,
  records: readonly SourceRecord[],
  isTraced: boolean,
): Stage {
  const { seed, abort, sameLogin, target } = seeded;
  const clock = virtualClock();
  const start = clock.now();
  const trace: string[] = [];
  const say = (text: string) => {
    if (isTraced) trace.push(`${((clock.now() - start) / 1000).toFixed(3)} ${text}`);
  };
  const seen: Seen = {
    requests: 0,
    failedLookUps: 0,
    abortedAt: undefined,
    breaking: { count: 0 },
    sameLoginJobs: [],
    uploads: new Map(),
    mishaps: [],
    acts: 0,
  };
  const tenant = tenantOf(seeded, clock, ({ method, url, endpoint, status, fault = '' }) => {
    if (endpoint === 'find' && (status !== 200 || fault !== '')) seen.failedLookUps++;
    say(`tenant ${method} ${url}: ${status ?? 'dropped'} ${fault}`);
  });
  const stage: Stage = {
    ...{ seeded, clock, tenant, isTraced, trace, say, seen },
    disk: new SimulatedDisk(),
    records: furnish(tenant, records, seeded, chanceOf(`furnish-${seed}`)),
    chances: {
      wire: chanceOf(`wire-${seed}`),
      disk: chanceOf(`disk-${seed}`),
      between: chanceOf(`between-${seed}`),
    },
    onInterrupt: () => {},
  };
  clock.moveTo(start + target.existingAgeMs);
  if (abort.atMs !== undefined) clock.schedule(abort.atMs, () => interrupt(stage));
  for (const { atMs, ...job } of sameLogin) {
    clock.schedule(atMs, () => {
      seen.sameLoginJobs.push(tenant.addForeignJob({ ...job, sameLogin: true }));
    });
  }
  return stage;
}

/** Counts a request of the run; the user may interrupt at one. */
export function countRequest(stage: Stage, method: string, path: string): void {
  const { seeded, seen } = stage;
  seen.requests++;
  stage.say(`${method} ${path}`);
  if (seeded.abort.atRequest === seen.requests) interrupt(stage);
}

/** Keeps the file of an upload: a job never sees two. */
export function keepUpload({ seen }: Stage, job: string, file: Uint8Array): void {
  const known = seen.uploads.get(job);
  if (known === undefined) seen.uploads.set(job, file);
  else if (Buffer.compare(known, file) !== 0) seen.mishaps.push(`job ${job} was sent two files`);
}

function interrupt(stage: Stage): void {
  if (stage.seen.abortedAt !== undefined) return;
  stage.seen.abortedAt = stage.clock.now();
  stage.say('the user interrupts');
  stage.onInterrupt();
}
