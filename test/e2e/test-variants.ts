import { expect, test } from 'vitest';
import { runVehicles } from './migration.ts';
import type { Variant } from './variants.ts';
import { vehicles, withoutLineBreaks } from './vehicles.ts';

const RECORDS = vehicles(72);

/** Tests one run per variant: it ends as expected, and no verdict contradicts what the tenant stored. */
export function testVariants(variants: readonly Variant[]): void {
  const shown = variants.map((one) => ({ ...one, set: JSON.stringify(one.knobs) }));
  test.concurrent.each(shown)(
    'row $row, $set: $ends',
    async ({ knobs, ends, set, hasLineBreaks = true }) => {
      const records = hasLineBreaks ? RECORDS : withoutLineBreaks(RECORDS);
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
