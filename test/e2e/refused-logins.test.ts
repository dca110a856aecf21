import { type MigrateOptions, migrate, resume, type Verdict } from '@rowferry/core';
import type { Endpoint, FaultAnswer } from '@rowferry/simulator';
import { expect, test } from 'vitest';
import { idleTime } from '../world/idle-time.ts';
import { memoryDisk } from '../world/memory-disk.ts';
import { runVehicles } from './migration.ts';
import { vehicleTarget } from './vehicle-target.ts';
import { goodVehicles, VEHICLE_COLUMNS } from './vehicles.ts';

const RECORDS = goodVehicles(20).map((one, n) => (n % 5 === 2 ? { ...one, doors: 77 } : one));
/** A run with requests of every kind: a create is lost, and a job fails after it stored some rows. */
const KNOBS = { failJobs: 1, failAtRow: 4, faults: 'create drop-answer nth=2' };
const COUNTS = { read: 20, skipped: 0, loaded: 16, rejected: 4, unresolved: 0 };
const ENDPOINTS: readonly Endpoint[] = [
  ...(['errors', 'get', 'list', 'create', 'upload', 'find', 'cancel'] as const),
];
const body = { success: false, reasons: [{ code: 90000011, message: 'please sign in first' }] };
const FORMS: readonly FaultAnswer[] = [200, 400, 403, 401].map((status) => ({ status, body }));
const CASES = ENDPOINTS.flatMap((on) =>
  FORMS.map((form) => ({ on, form, shown: `${on} answered ${form.status}` })),
);

test.concurrent.each(CASES)(
  'a login that is refused once costs one new token, and no verdict: $shown',
  async ({ on, form }) => {
    const { code, summary } = await runVehicles(RECORDS, {
      knobs: KNOBS,
      key: 'vin__c',
      during: (tenant) => tenant.addFault({ on, nth: 1, do: form }),
      after({ requests: { byEndpoint } }) {
        expect(byEndpoint[on]).toBeGreaterThan(1);
        expect(byEndpoint.token).toBe(2);
      },
    });
    expect(code).toBeUndefined();
    expect(summary.records).toEqual(COUNTS);
  },
);

const RENEWALS = ENDPOINTS.flatMap((on) =>
  [400, 403].map((renewal) => ({
    on,
    renewal,
    shown: `${on} answered 401, then token ${renewal}`,
  })),
);

test.concurrent.each([...CASES, ...RENEWALS])(
  'a login that stays refused stops the run, which can be resumed, and decides no record: $shown',
  async ({ on, ...refusal }) => {
    const time = idleTime('a login that stays refused', memoryDisk());
    await using simulator = await time.startTenant({ knobs: KNOBS });
    const { tenant } = simulator;
    const refused = { on, do: 'form' in refusal ? refusal.form : ('401' as const), probability: 1 };
    // The first token is granted.
    const token = { on: 'token', nth: 2, times: 1_000_000, probability: 1 } as const;
    const renewal = { ...token, do: { status: 'form' in refusal ? 200 : refusal.renewal } };
    tenant.addFault(refused);
    if ('renewal' in refusal) tenant.addFault(renewal);
    const verdicts = new Map<number, Verdict['outcome']>();
    const options = {
      columns: VEHICLE_COLUMNS,
      key: 'vin__c',
      target: vehicleTarget(time, simulator),
      runDir: '/run',
      world: time.world,
      jobs: { maxRows: 10 },
      plugins: [
        {
          name: 'watch',
          onVerdicts(some) {
            for (const { position, outcome } of some) verdicts.set(position, outcome);
          },
        },
      ],
    } satisfies MigrateOptions;
    const stopped = await migrate(RECORDS, options).catch((error: unknown) => error);
    expect(stopped).toMatchObject({ code: 'TARGET_FAILED' });
    expect([...verdicts.values()]).not.toContain('unresolved');
    for (const rule of [refused, renewal]) Object.assign(rule, { probability: 0 });
    expect((await resume(RECORDS, options)).records).toEqual(COUNTS);
    const stored = [...tenant.records('Vehicle')].map(({ cells }) => Number(cells['legacyId__c']));
    const loaded = [...verdicts].filter(([, outcome]) => outcome === 'loaded');
    expect(stored.toSorted((a, b) => a - b)).toEqual(
      loaded.map(([position]) => position).toSorted((a, b) => a - b),
    );
    expect(tenant.activeJobs).toBe(0);
  },
);
