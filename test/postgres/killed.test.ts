import { afterAll, beforeAll, expect, test } from 'vitest';
import { type KilledReads, startKilledReads } from './killed-reads.ts';

// Many more of them, without an order and without a key as well, are in `kills.long.test.ts`.
let reads: KilledReads;
beforeAll(async () => {
  reads = await startKilledReads();
});
afterAll(() => reads[Symbol.asyncDispose]());

test('a run of rows that is killed twice comes to the verdicts that the books prove', async () => {
  const { deaths, faults } = await reads.run(1, 2, { isOrdered: true, hasKey: true });
  expect(faults, JSON.stringify(deaths)).toEqual([]);
  expect(deaths).toHaveLength(2);
});
