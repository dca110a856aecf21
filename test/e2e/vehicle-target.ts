import type { Target } from '@rowferry/core';
import { DEFAULT_CLIENT, type Simulator } from '@rowferry/simulator';
import { zuora } from '@rowferry/zuora';
import type { IdleTime } from '../world/idle-time.ts';

/** The vehicles of a tenant that was started in this time. */
export function vehicleTarget(
  time: IdleTime,
  { url }: Simulator,
  operation: 'create' | 'update' = 'create',
): Target {
  const options = { ...DEFAULT_CLIENT, object: 'Vehicle', operation };
  return time.watch(zuora({ baseUrl: url, dispatcher: time.dispatcher, ...options }));
}
