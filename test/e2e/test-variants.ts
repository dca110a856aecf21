import { expect, test } from 'vitest';
import { runVehicles } from './migration.ts';
import type { Variant } from './variants.ts';
import { unbroken, vehicles } from './vehicles.ts';

const RECORDS = vehicles(72);

/** Tests a run for each variant: it ends as told, and no verdict contradicts the tenant's books. */
export function testVariants(variants: readonly Variant[]): void {
  const shown = variants.map((one) => ({ ...one, set: JSON.stringify(one.knobs) }));
  test.concurrent.each(shown)(
    'row $row, $set: $ends',
    async ({ knobs, ends, set, isBroken = true }) => {
      const records = isBroken ? RECORDS : unbroken(RECORDS);
      const { summary, code } = await runVehicles(records, { knobs, seed: set });
      if (ends.startsWith('stopped')) {
        expect(`stopped: ${code}`).toBe(ends);
        return;
      }
      expect(code).toBeUndefined();
      expect(summary.records.read).toBe(RECORDS.length);
      if (ends === 'proven') expect(summary.records.unresolved).toBe(0);
    },
  );
}
