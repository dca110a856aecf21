import { expect, test } from 'vitest';
import { runVehicles } from './migration.ts';
import { vehicles } from './vehicles.ts';

test('a plain tenant: every record loaded or rejected for the right reason', async () => {
  const { summary, code } = await runVehicles(vehicles(120), {});
  expect(code).toBeUndefined();
  expect(summary.records).toMatchObject({ read: 120, loaded: 80, rejected: 40, unresolved: 0 });
});
