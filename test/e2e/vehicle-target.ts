import type { Target } from '@rowferry/core';
import { DEFAULT_CLIENT, type Simulator } from '@rowferry/simulator';
import { zuora } from '@rowferry/zuora';
import type { IdleTime } from '../world/idle-time.ts';

/** A target for the vehicles of a tenant that was started with `time`. */
export function vehicleTarget(
  time: IdleTime,
  { url }: Simulator,
  operation: 'create' | 'update' = 'create',
): Target {
  const options = { ...DEFAULT_CLIENT, object: 'Vehicle', operation };
  return time.track(zuora({ baseUrl: url, dispatcher: time.dispatcher, ...options }));
}
