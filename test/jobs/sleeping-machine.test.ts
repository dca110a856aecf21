import { expect, test } from 'vitest';
import type { DrivenTarget } from '../world/driven-target.ts';
import type { VirtualWorld } from '../world/virtual-world.ts';
import { LOST, run } from './run.ts';

type Request = 'create' | 'upload' | 'list';
interface Sleep {
  /** The request during which the machine sleeps. */
  readonly during: Request;
  readonly call: number;
  /** Whether the tenant gets the request before the machine sleeps. */
  readonly isSent: boolean;
}

const SLEEPS_MS = [0, 60_000, 150_000, 3_600_000];
const SLEEPS: readonly Sleep[] = (['create', 'upload', 'list'] as const).flatMap((during) =>
  [1, 2, 3].flatMap((call) => [true, false].map((isSent) => ({ during, call, isSent }))),
);
const CASES = SLEEPS.flatMap((sleep) => SLEEPS_MS.map((ms) => ({ ...sleep, ms })));

/** While a machine sleeps, `elapsed` stops, and the clocks of the machine and of the tenant do not. */
function sleeping({ during, call, isSent, ms }: (typeof CASES)[number]) {
  return (target: DrivenTarget, world: VirtualWorld) => {
    let calls = 0;
    const send = target[during] as (...given: readonly unknown[]) => Promise<unknown>;
    const sent = async (...given: readonly unknown[]) => {
      const isNow = ++calls === call;
      if (isNow && !isSent) world.jump(ms);
      try {
        return await send(...given);
      } finally {
        if (isNow && isSent) world.jump(ms);
      }
    };
    Object.assign(target, { [during]: sent });
  };
}

test.each(CASES)(
  'a machine that sleeps for $ms ms in $during $call, sent before: $isSent, leaves no job of a lost create',
  async (sleep) => {
    for (const lost of [2, 3, 4]) {
      const { summary, statuses } = await run(
        { create: { lose: (call) => (call === lost ? LOST : undefined) } },
        {
          jobs: { concurrency: 1 },
          tenantWorld: (world) => ({ ...world, elapsed: world.now }),
          before: sleeping(sleep),
        },
      );
      expect(summary.records.loaded).toBe(5);
      expect(statuses.filter((status) => status !== 'completed')).toEqual(['cancelled']);
    }
  },
);

test.each(SLEEPS_MS)(
  'a machine that sleeps for %i ms between two requests leaves no job of a lost create',
  async (ms) => {
    let creates = 0;
    let world: VirtualWorld | undefined;
    const { summary, statuses } = await run(
      { create: { lose: (call) => (call === 3 ? LOST : undefined) } },
      {
        jobs: { concurrency: 1 },
        tenantWorld: (given) => ({ ...given, elapsed: given.now }),
        before(_, given) {
          world = given;
        },
        plugins: [
          {
            name: 'sleep',
            onJob({ status }) {
              if (status === 'creating' && ++creates === 3) world?.jump(ms);
            },
          },
        ],
      },
    );
    expect(summary.records.loaded).toBe(5);
    expect(statuses.filter((status) => status !== 'completed')).toEqual(['cancelled']);
  },
);
