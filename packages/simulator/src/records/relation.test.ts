import { expect, test } from 'vitest';
import { createAsker, person } from '../../test/asker.ts';
import { defineObject } from '../index.ts';

const pet = defineObject('Pet', {
  owner__c: { type: 'string', format: 'uuid', references: 'Person' },
});
const definitions = [person, pet];

async function load(owner: string, lagMs: number, ageMs: number) {
  const asker = createAsker({ relationLagMs: lagMs, processingMs: 0 }, { definitions });
  const parent = asker.tenant.addRecord('Person', { key__c: 'a' });
  await asker.world.advance(ageMs);
  const id = await asker.create('create', 'Pet');
  await asker.upload(id, `owner__c\n${owner === 'parent' ? parent : owner}\n`);
  await asker.world.advance(1);
  return asker.errors(id);
}

test('a parent must exist', async () => {
  expect(await load('parent', 0, 0)).toEqual([]);
  expect(await load('e0668230-eb63-40df-be65-08f083ca47b1', 0, 0)).toMatchObject([
    { row: 2, code: 71012530 },
  ]);
});

test('a young parent is not seen at once', async () => {
  expect(await load('parent', 1000, 500)).toHaveLength(1);
  expect(await load('parent', 1000, 1000)).toEqual([]);
});

test('parents among Zuora’s own objects are checked when they are named', async () => {
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
  const asker = createAsker({}, { definitions: [contact], standardIds });
  const id = await asker.create('create', 'Visit');
  await asker.upload(id, 'contact__c\nc1\nc2\n');
  await asker.world.advance(1000);
  expect(await asker.errors(id)).toMatchObject([{ row: 3 }]);
});
