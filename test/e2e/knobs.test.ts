import { expect, test } from 'vitest';
import { runVehicles } from './migration.ts';
import { VARIANTS } from './variants.ts';
import { unbroken, vehicles } from './vehicles.ts';

const RECORDS = vehicles(72);

test.concurrent.each(
  VARIANTS.map((variant) => ({ ...variant, set: JSON.stringify(variant.knobs) })),
)('row $row, $set: $ends', async ({ knobs, ends, isBroken = true }) => {
  const records = isBroken ? RECORDS : unbroken(RECORDS);
  const { summary, code } = await runVehicles(records, { knobs, seed: JSON.stringify(knobs) });
  if (ends.startsWith('stopped')) {
    expect(`stopped: ${code}`).toBe(ends);
    return;
  }
  expect(code).toBeUndefined();
  expect(summary.records.read).toBe(RECORDS.length);
  if (ends === 'proven') expect(summary.records.unresolved).toBe(0);
});
