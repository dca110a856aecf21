import type { SourceRecord } from '@rowferry/core';
import {
  createTenant,
  DEFAULT_CLIENT,
  defineObject,
  type FaultRule,
  type Tenant,
  type TenantOptions,
} from '@rowferry/simulator';
import type { VirtualClock } from '../../world/virtual-clock.ts';
import { type Chance, chanceOf } from '../environment/chance.ts';
import type { SeededCase } from './seeded-case.ts';

/** The first client, so that existing records belong to it. */
const OTHER_CLIENT = { clientId: 'another-client', clientSecret: 'another secret' };

/** Which clients the processes of a run may use. */
export const CLIENTS = [
  DEFAULT_CLIENT,
  { clientId: 'second-client', clientSecret: 'second secret' },
] as const;

export function tenantOf(
  { seed, knobs, target, processes }: SeededCase,
  clock: VirtualClock,
  onRequest: NonNullable<TenantOptions['onRequest']>,
): Tenant {
  const { next: random } = chanceOf(`tenant-${seed}`);
  const { areExistingOurs, isDefinitionReadable, refusesLookUps } = target;
  return createTenant({
    definitions: [vehicle(target)],
    standardObjects: [],
    knobs,
    faults: [
      ...(isDefinitionReadable ? [] : [forbidden('describe')]),
      ...(refusesLookUps ? [forbidden('find')] : []),
    ],
    clients: [
      ...(areExistingOurs ? [] : [OTHER_CLIENT]),
      ...CLIENTS.slice(0, Math.max(...processes.clients) + 1),
    ],
    world: { now: clock.now, random, schedule: clock.schedule },
    onRequest,
  });
}

/** A tenant that a run does not belong to. */
export function strayTenantOf(
  { seed, target }: SeededCase,
  clock: VirtualClock,
  onRequest: NonNullable<TenantOptions['onRequest']>,
): Tenant {
  const { next: random } = chanceOf(`stray-${seed}`);
  return createTenant({
    definitions: [vehicle(target)],
    standardObjects: [],
    clients: CLIENTS,
    tenantId: '20',
    world: { now: clock.now, random, schedule: clock.schedule },
    onRequest,
  });
}

function vehicle({ isVinUnique, isVinRequired }: SeededCase['target']) {
  return defineObject('Vehicle', {
    vin__c: {
      type: 'string',
      maxLength: 40,
      unique: isVinUnique,
      filterable: true,
      required: isVinRequired,
    },
    brand__c: { type: 'string', maxLength: 64, required: true, filterable: true },
    color__c: { type: 'string', enum: ['White', 'Red', 'Blue', 'Black'], default: 'White' },
    doors__c: { type: 'integer', minimum: 1, maximum: 9 },
    price__c: { type: 'number', minimum: 0 },
    sold__c: { type: 'boolean', default: false },
    soldAt__c: { type: 'string', format: 'date-time' },
    legacyId__c: { type: 'integer', filterable: true },
    notes__c: { type: 'string', format: 'long-text', maxLength: 8192 },
  });
}

function forbidden(on: 'describe' | 'find'): FaultRule {
  const message = 'User does not have permission to view custom objects.';
  return { on, do: { status: 403, body: { code: 71012512, message } } };
}

/** Stores the records that exist before the run. For an update, adds the Ids to the records. */
export function storeExisting(
  tenant: Tenant,
  records: readonly SourceRecord[],
  { target }: SeededCase,
  chance: Chance,
): SourceRecord[] {
  if (target.operation === 'update') {
    const ids: string[] = [];
    return records.map((record, n) => ({ ...record, id: idFor(n, ids, tenant, target, chance) }));
  }
  for (const record of records) {
    if (!chance.is(target.existing)) continue;
    const vin = record['vin'];
    const cells = { brand__c: 'theirs', legacyId__c: String(record['n']), notes__c: 'theirs' };
    store(tenant, typeof vin === 'string' && vin !== '' ? { vin__c: vin, ...cells } : cells);
  }
  return [...records];
}

function idFor(
  n: number,
  ids: string[],
  tenant: Tenant,
  { twins }: SeededCase['target'],
  chance: Chance,
): string {
  if (ids.length > 0 && chance.is(twins)) return chance.pick(ids);
  if (chance.is(0.05)) return '00000000-0000-4000-8000-000000000000';
  if (chance.is(0.03)) return 'no id';
  const id = store(tenant, { vin__c: `old ${n}`, brand__c: 'old' }) ?? 'none';
  ids.push(id);
  return id;
}

/** Returns `undefined` if the tenant refuses the record because its key already exists. */
function store(tenant: Tenant, cells: Record<string, string>): string | undefined {
  try {
    return tenant.addRecord('Vehicle', cells);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
