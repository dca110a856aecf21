import { migrate } from '@rowferry/core';
import { DEFAULT_CLIENT, type RequestEvent } from '@rowferry/simulator';
import { zuora } from '@rowferry/zuora';
import { expect, test } from 'vitest';
import { VEHICLE_COLUMNS, vehicles } from '../e2e/vehicles.ts';
import { idleTime } from './idle-time.ts';

const FAULTS = 'list stall-request nth=2; upload drop-answer nth=3; create 503-html nth=4';

/**
 * The requests of a run over real sockets, with their times, sorted. Jobs are named by the order of their creates:
 * sockets deliver the requests of one moment in any order, and the tenant draws its ids as they arrive.
 */
async function requestsOf(seed: string): Promise<string[]> {
  const time = idleTime(seed);
  const requests: string[] = [];
  const onRequest = ({ at, method, url, fault = '' }: RequestEvent) =>
    void requests.push(`${at} ${method} ${url} ${fault}`);
  await using tenant = await time.startTenant({
    knobs: { processingMs: 5000, processingMsPerRow: 70, faults: FAULTS },
    onRequest,
  });
  const { clientId, clientSecret } = DEFAULT_CLIENT;
  const login = { baseUrl: tenant.url, clientId, clientSecret, dispatcher: time.dispatcher };
  await migrate(vehicles(60), {
    columns: VEHICLE_COLUMNS,
    target: time.track(zuora({ ...login, object: 'Vehicle', operation: 'create' })),
    jobs: { maxRows: 10 },
    world: time.world,
  });
  const ids = tenant.tenant.jobs().map(({ id }) => id);
  const named = (request: string) =>
    ids.reduce((text, id, at) => text.replace(id, `job-${at + 1}`), request);
  return requests.map(named).sort();
}

test('a run over real sockets repeats exactly, to the millisecond', async () => {
  const first = await requestsOf('a');
  expect(await requestsOf('a')).toEqual(first);
  expect(await requestsOf('b')).not.toEqual(first);
});
