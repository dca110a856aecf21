import type { KnobSettings } from '@rowferry/simulator';
import { chanceOf } from '../environment/chance.ts';

/** How many requests the tenant of a case allows in an hour. Has its own random numbers. */
export function quotaOf(seed: number): KnobSettings {
  const chance = chanceOf(`quota-${seed}`);
  return chance.is(0.08) ? { requestsPerHour: chance.is(0.5) ? 150 : 500 } : {};
}
