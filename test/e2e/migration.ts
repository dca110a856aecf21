import {
  type JobOptions,
  migrate,
  RunStopped,
  type SourceRecord,
  type Summary,
  type Target,
  type Verdict,
} from '@rowferry/core';
import type { KnobSettings, Tenant } from '@rowferry/simulator';
import { expect } from 'vitest';
import { idleTime } from '../world/idle-time.ts';
import { memoryDisk } from '../world/memory-disk.ts';
import { vehicleTarget } from './vehicle-target.ts';
import { VEHICLE_COLUMNS } from './vehicles.ts';

/** The result of a migration of vehicles over real sockets. */
export interface RunResult {
  readonly summary: Summary;
  /** The code of the error that stopped the run, if any. */
  readonly code: string | undefined;
  readonly verdicts: readonly Verdict[];
}

export interface RunOptions {
  readonly knobs?: KnobSettings;
  readonly jobs?: JobOptions;
  /** The column that identifies a record. Default: none. */
  readonly key?: string;
  /** The random numbers of run and tenant depend on it. Default: the same for all. */
  readonly seed?: string;
  /** Called with the tenant after the run, while it still works. */
  readonly after?: (tenant: Tenant) => void;
  /** Called with the tenant before the run, to interfere during the run. */
  readonly during?: (tenant: Tenant) => void;
  /** Changes what the target answers. */
  readonly answering?: (target: Target) => Target;
}

/** Runs a migration, and compares every verdict with what the tenant stored. */
export async function runVehicles(
  records: readonly SourceRecord[],
  {
    knobs = {},
    jobs = {},
    key,
    seed = '',
    after,
    during,
    answering = (target) => target,
  }: RunOptions,
): Promise<RunResult> {
  // Other tests use real disks, which would take half of the time.
  const time = idleTime(seed, memoryDisk());
  await using simulator = await time.startTenant({ knobs });
  const { tenant } = simulator;
  during?.(tenant);
  const verdicts: Verdict[] = [];
  let code: string | undefined;
  const summary = await migrate(records, {
    columns: VEHICLE_COLUMNS,
    key,
    target: answering(vehicleTarget(time, simulator)),
    jobs: { maxRows: 10, ...jobs },
    plugins: [{ name: 'watch', onVerdicts: (some) => void verdicts.push(...some) }],
    world: time.world,
  }).catch((error: unknown) => {
    if (!(error instanceof RunStopped)) throw error;
    code = error.code;
    return error.summary;
  });
  checkVerdicts(records, summary, verdicts, tenant);
  after?.(tenant);
  return { summary, code, verdicts };
}

/** Compares every verdict with what the tenant really did. */
function checkVerdicts(
  records: readonly SourceRecord[],
  summary: Summary,
  verdicts: readonly Verdict[],
  tenant: Tenant,
): void {
  const stored = new Map<number, number>();
  for (const { cells } of tenant.records('Vehicle')) {
    const n = Number(cells['legacyId__c']);
    stored.set(n, (stored.get(n) ?? 0) + 1);
  }
  for (const count of stored.values()) expect(count).toBe(1);
  const judged = new Set<number>();
  for (const verdict of verdicts) {
    expect(judged.has(verdict.position)).toBe(false);
    judged.add(verdict.position);
    const isStored = stored.has(verdict.position);
    if (verdict.outcome === 'loaded') expect(isStored, `${verdict.position} loaded`).toBe(true);
    if (verdict.outcome === 'skipped') expect(isStored).toBe(false);
    if (verdict.outcome !== 'rejected') continue;
    expect(isStored, `${verdict.position} rejected`).toBe(false);
    if (verdict.job === undefined || verdict.row === undefined) continue;
    const truth = [...tenant.rejections(verdict.job)].find((one) => one.row === verdict.row);
    const messages = truth?.problems.map((problem) => problem.message) ?? [];
    for (const { message } of verdict.errors) expect(messages).toContain(message);
  }
  const { read, skipped, loaded, rejected, unresolved } = summary.records;
  expect(skipped + loaded + rejected + unresolved).toBe(judged.size);
  if (summary.status === 'completed') {
    expect(read).toBe(records.length);
    expect(judged.size).toBe(records.length);
  }
  const ours = tenant.jobs().filter((job) => job.login !== 'foreign');
  const unfinished = ours.filter(
    (job) => !job.isGone && !['completed', 'failed', 'cancelled'].includes(job.status),
  );
  expect(unfinished).toEqual([]);
  for (const [login, peak] of Object.entries(tenant.activeJobsPeak.byLogin ?? {})) {
    if (login !== 'foreign') expect(peak).toBeLessThanOrEqual(5);
  }
}
