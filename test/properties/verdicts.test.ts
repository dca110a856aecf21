import { migrate, type Verdict } from '@rowferry/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scriptedTarget } from '../world/scripted-target.ts';
import { virtualWorld } from '../world/virtual-world.ts';

/** The fate of a record, which is a field of the record. */
const fate = fc.constantFrom('load', 'refuse', 'refuse twice', 'skip', 'invalid', 'throw');

test('for any order in which jobs end, every record gets exactly one verdict, and it is the right one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ fate, text: fc.string({ maxLength: 5 }) }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 12 }),
      fc.nat(),
      async (fates, concurrency, maxRows, durations, seed) => {
        const world = virtualWorld(seed);
        const target = scriptedTarget(world, {
          tookMs: (job) => durations[job % durations.length] ?? 0,
          refuse: (row) =>
            Array.from({ length: refusals(row['fate__c']) }, (_, index) => ({
              code: 71012520 + index,
              message: `Field [fate__c] is refused (${index})`,
            })),
        });
        const verdicts: Verdict[] = [];
        const records = fates.map((one, n) => ({ n, ...one }));
        const summary = await migrate(records, {
          columns: {
            ...{ n__c: 'n', fate__c: 'fate', text__c: 'text' },
            odd__c: { from: 'odd', optional: true },
          },
          target,
          jobs: { concurrency, maxRows },
          world,
          plugins: [
            {
              name: 'fates',
              transform(record) {
                if (record['fate'] === 'skip') return undefined;
                if (record['fate'] === 'throw') throw new Error('not this one');
                return record['fate'] === 'invalid' ? { ...record, odd: Number.NaN } : record;
              },
              onVerdicts: (some) => void verdicts.push(...some),
            },
          ],
        });
        const { read, skipped, loaded, rejected, unresolved } = summary.records;
        expect(read).toBe(records.length);
        expect(skipped + loaded + rejected + unresolved).toBe(read);
        expect(verdicts.map((verdict) => verdict.position).sort((a, b) => a - b)).toEqual(
          records.map((_, position) => position),
        );
        for (const verdict of verdicts) {
          expect(verdict.outcome).toBe(VERDICTS[records[verdict.position]?.fate ?? 'load']);
          if (verdict.outcome !== 'rejected') continue;
          const count = refusals(records[verdict.position]?.fate) || 1;
          expect(verdict.errors).toHaveLength(count);
        }
        expect(target.stored.map((row) => row['n__c']).sort()).toEqual(
          records
            .filter((one) => one.fate === 'load')
            .map((one) => String(one.n))
            .sort(),
        );
        expect(target.activePeak).toBeLessThanOrEqual(concurrency);
      },
    ),
    { numRuns: 300 },
  );
});

const VERDICTS = {
  load: 'loaded',
  refuse: 'rejected',
  'refuse twice': 'rejected',
  skip: 'skipped',
  invalid: 'rejected',
  throw: 'rejected',
};

function refusals(fate: string | undefined): number {
  return fate === 'refuse' ? 1 : fate === 'refuse twice' ? 2 : 0;
}
