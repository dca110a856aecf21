import { realWorld, type World } from '@rowferry/core';
import type { World as TenantWorld } from '@rowferry/simulator';

/** The real world with time that runs faster by a factor, for core and for the tenant. */
export interface FastWorld {
  readonly core: World;
  readonly tenant: TenantWorld;
}

export function fastWorld(factor: number, start = Date.now()): FastWorld {
  const now = () => start + (Date.now() - start) * factor;
  return {
    core: {
      ...realWorld,
      now,
      elapsed: now,
      sleep: (ms, signal) => realWorld.sleep(ms / factor, signal),
    },
    tenant: {
      now,
      random: Math.random,
      schedule(ms, run) {
        const timer = setTimeout(run, ms / factor);
        return () => clearTimeout(timer);
      },
    },
  };
}
