import { expect, test } from 'vitest';
import { createTestClient, person } from '../../test/test-client.ts';
import { defineObject } from '../index.ts';

const pet = defineObject('Pet', {
  owner__c: { type: 'string', format: 'uuid', references: 'Person' },
});
const definitions = [person, pet];

async function errorsOf(owner: string, lagMs: number, ageMs: number) {
  const client = createTestClient({ relationLagMs: lagMs, processingMs: 0 }, { definitions });
  const parent = client.tenant.addRecord('Person', { key__c: 'a' });
  await client.world.advance(ageMs);
  const id = await client.create('create', 'Pet');
  await client.upload(id, `owner__c\n${owner === 'parent' ? parent : owner}\n`);
  await client.world.advance(1);
  return client.errors(id);
}

test('a parent must exist', async () => {
  expect(await errorsOf('parent', 0, 0)).toEqual([]);
  expect(await errorsOf('e0668230-eb63-40df-be65-08f083ca47b1', 0, 0)).toMatchObject([
    { row: 2, code: 71012530 },
  ]);
});

test('a new parent is not visible at once', async () => {
  expect(await errorsOf('parent', 1000, 500)).toHaveLength(1);
  expect(await errorsOf('parent', 1000, 1000)).toEqual([]);
});

test('parents among Zuora’s own objects are checked if `standardIds` lists them', async () => {
  const contact = {
    object: 'Visit',
    properties: { contact__c: { type: 'string' } },
    relationships: [
      {
        cardinality: 'manyToOne',
        namespace: 'com_zuora',
        object: 'contact',
        fields: { contact__c: 'Id' },
      },
    ],
  } as const;
  const standardIds = { contact: ['c1'] };
  const client = createTestClient({}, { definitions: [contact], standardIds });
  const id = await client.create('create', 'Visit');
  await client.upload(id, 'contact__c\nc1\nc2\n');
  await client.world.advance(1000);
  expect(await client.errors(id)).toMatchObject([{ row: 3 }]);
});
