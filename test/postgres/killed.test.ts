import { afterAll, beforeAll, expect, test } from 'vitest';
import { type KilledReads, startKilledReads } from './killed-reads.ts';

// `kills.long.test.ts` has many more of them, also without an order and without a key.
let reads: KilledReads;
beforeAll(async () => {
  reads = await startKilledReads();
});
afterAll(() => reads[Symbol.asyncDispose]());

test('a run that reads rows and is killed twice has verdicts that match the tenant', async () => {
  const { deaths, faults } = await reads.run(1, 2, { isOrdered: true, hasKey: true });
  expect(faults, JSON.stringify(deaths)).toEqual([]);
  expect(deaths).toHaveLength(2);
});
