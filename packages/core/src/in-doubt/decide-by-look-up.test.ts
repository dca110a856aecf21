import { expect, it } from 'vitest';
import { csvRows } from '../chunks/csv-rows.ts';
import type { FoundRecord } from '../contract/target.ts';
import { jobsWith } from '../jobs/jobs.fixture.ts';
import { requestsTo } from '../jobs/requests.ts';
import { decideByLookUp } from './decide-by-look-up.ts';
import type { Resolution } from './resolution.ts';
import type { Resolving } from './resolving.ts';

const COUNT = 2000;
const NEVER = new AbortController().signal;

it('compares each record once, however many rows and records have the same key', async () => {
  const { world, target, directory, clock } = await jobsWith();
  let reads = 0;
  const record: FoundRecord = {
    get vin__c() {
      reads++;
      return 'N/A';
    },
  };
  target.find = async function* () {
    for (let found = 0; found < COUNT; found++) yield record;
  };
  const csv = csvRows(Buffer.from(`vin__c\n${'N/A\n'.repeat(COUNT)}`));
  const rows = Array.from({ length: COUNT }, (_, position) => ({
    ...{ position, key: 'N/A', rowNumbers: [position + 2] },
  }));
  const resolutions: (Resolution | undefined)[] = Array(COUNT).fill(undefined);
  const attempts = { attemptsMax: 3, retryDeadlineSeconds: 900 };
  const given: Partial<Resolving> = {
    requests: requestsTo(target, attempts, world, NEVER),
    ...{ journal: directory.journal, clock, definition: undefined },
    recovery: {
      ...({ kind: 'look-up', column: 'vin__c', index: 0 } as const),
      ...{ isUnique: false, isOnlyUnique: false },
    },
    settings: { lookupLagSeconds: 0, resubmitJobsMax: 10 },
  };
  await decideByLookUp(resolutions, rows, csv, [], true, given as Resolving);
  expect(new Set(resolutions.map((one) => one?.fate))).toEqual(new Set(['unresolved']));
  expect(reads).toBeLessThanOrEqual(2 * COUNT);
});
