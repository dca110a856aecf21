import { type JobOptions, migrate, type Plugin, type Summary, type World } from '@rowferry/core';
import { type DrivenTarget, type Driving, drivenTarget } from '../world/driven-target.ts';
import { type VirtualWorld, virtualWorld } from '../world/virtual-world.ts';

export const LOST = { answer: 'lost', meaning: 'passing' } as const;

export interface Options {
  readonly rows?: number;
  readonly jobs?: JobOptions;
  readonly plugins?: readonly Plugin[];
  /** The world of the tenant. Default: that of the run. */
  readonly tenantWorld?: (world: VirtualWorld) => World;
  readonly before?: (target: DrivenTarget, world: VirtualWorld) => void;
}

/** Runs a migration with one row per job against a driven target. */
export async function run(
  driving: Driving,
  { rows = 5, jobs = {}, plugins = [], tenantWorld = (world) => world, before }: Options = {},
) {
  const world = virtualWorld(7);
  const target = drivenTarget(tenantWorld(world), driving);
  before?.(target, world);
  const records = Array.from({ length: rows }, (_, n) => ({ n }));
  const running = migrate(records, {
    columns: { n__c: 'n' },
    target,
    jobs: { maxRows: 1, ...jobs },
    plugins,
    world,
  });
  const outcome = await running.then(
    (summary): { summary: Summary; code?: string; message?: string } => ({ summary }),
    ({ summary, code, message }: { summary: Summary; code: string; message: string }) => ({
      summary,
      code,
      message,
    }),
  );
  const statuses = [...target.jobs.values()].map((job) => job.status);
  return { ...outcome, target, world, statuses };
}
