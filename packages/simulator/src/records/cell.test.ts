import { describe, expect, test } from 'vitest';
import { createTestClient } from '../../test/test-client.ts';
import type { KnobSettings } from '../index.ts';

/** The result of one cell: the stored text, or the code of its error. */
async function cell(field: string, text: string, knobs: KnobSettings = {}) {
  const client = createTestClient(knobs);
  const quoted = `"${text.replaceAll('"', '""')}"`;
  const id = await client.runJob(`key__c,${field}\nk,${quoted}\n`);
  const [error] = await client.errors(id);
  return error?.code ?? [...client.tenant.records('Person')][0]?.cells[field];
}

const long = 'x'.repeat(21);

describe('strict forms', () => {
  test.each([
    ['name__c', 'Ann', 'Ann'],
    ['name__c', '😀'.repeat(20), '😀'.repeat(20)],
    ['name__c', long, 71012526],
    ['age__c', '7', '7'],
    ['age__c', 'seven', 71012523],
    ['age__c', '7.0', 71012523],
    ['age__c', '007', 71012523],
    ['age__c', '151', 71012530],
    ['age__c', '-1', 71012530],
    ['score__c', '1234567890123.123456789', '1234567890123.123456789'],
    ['score__c', '12345678901234', 71012524],
    ['score__c', '0.1234567891', 71012524],
    ['score__c', '1e3', 71012524],
    ['score__c', '1,000', 71012524],
    ['active__c', 'true', 'true'],
    ['active__c', 'TRUE', 71012525],
    ['born__c', '2020-02-29', '2020-02-29'],
    ['born__c', '2021-02-29', 71012520],
    ['born__c', '06/18/2023', 71012520],
    ['seen__c', '2020-01-01T00:00:00-08:00', '2020-01-01T08:00:00.000Z'],
    ['seen__c', '2020-01-01T00:00:00', 71012520],
    ['seen__c', '2020-01-01', 71012520],
    ['color__c', 'Blue', 'Blue'],
    ['color__c', 'blue', 71012520],
    ['tags__c', 'a,c', '["a","c"]'],
    ['tags__c', 'a,z', 71012520],
    ['tags__c', '["a"]', 71012520],
    ['ref__c', 'e0668230-eb63-40df-be65-08f083ca47b1', 'e0668230-eb63-40df-be65-08f083ca47b1'],
    ['ref__c', '123', 71012520],
  ])('%s stores %j as %j', async (field, text, expected) => {
    expect(await cell(field, text)).toBe(expected);
  });
});

describe('loose forms', () => {
  test.each([
    ['active__c', 'YES', { booleanForms: 'loose' }, 'true'],
    ['active__c', 'maybe', { booleanForms: 'loose' }, 71012525],
    ['score__c', '1,000.5', { numberForms: 'loose' }, '1000.5'],
    ['age__c', '+1e2', { numberForms: 'loose' }, '100'],
    ['born__c', '6/18/2023', { dateForms: 'loose' }, '2023-06-18'],
    ['seen__c', '2020-01-01T00:00:00', { dateForms: 'loose' }, '2020-01-01T00:00:00.000Z'],
    ['seen__c', '06/18/2023', { dateForms: 'loose' }, '2023-06-18T00:00:00.000Z'],
    ['tags__c', '["a","b"]', { multiselectForm: 'json' }, '["a","b"]'],
    ['tags__c', 'a', { multiselectForm: 'json' }, 71012520],
    ['tags__c', 'a,b', { multiselectForm: 'either' }, '["a","b"]'],
  ] as const)('%s stores %j under %j as %j', async (field, text, knobs, expected) => {
    expect(await cell(field, text, knobs)).toBe(expected);
  });
});

test.each([
  ['null', undefined],
  ['default', 'Red'],
  ['error', 71012526],
] as const)('an empty cell is %s', async (emptyCell, expected) => {
  expect(await cell('color__c', '', { emptyCell })).toBe(expected);
});

describe('records', () => {
  test('integers of 64 bits stay exact in storage and in answers', async () => {
    const definitions = [{ object: 'Big', properties: { n__c: { type: 'integer' } } }] as const;
    const client = createTestClient({}, { definitions });
    const id = await client.create('create', 'Big');
    await client.upload(
      id,
      'n__c\n9223372036854775807\n-9223372036854775808\n9223372036854775808\n',
    );
    await client.world.advance(1000);
    expect(await client.errors(id)).toMatchObject([{ row: 4, code: 71012523 }]);
    const { text } = await client.request('GET', '/objects/records/default/Big');
    expect(text).toContain('"n__c":9223372036854775807');
  });

  test('the first row of a file with a unique value wins, unless a stored record has the value', async () => {
    for (const uniqueCode of [71012530, 71012520] as const) {
      const client = createTestClient({ uniqueCode });
      client.tenant.addRecord('Person', { key__c: 'old' });
      const id = await client.runJob('key__c\nr1\nr2\nr3\nr2\nr4\nold\n');
      expect(await client.errors(id)).toMatchObject([
        { row: 5, code: uniqueCode },
        { row: 7, code: uniqueCode },
      ]);
      expect(client.tenant.recordCount('Person')).toBe(5);
    }
  });

  test('required fields must have a value', async () => {
    const client = createTestClient();
    const id = await client.runJob('name__c\nAnn\n');
    expect(await client.errors(id)).toMatchObject([{ row: 2, code: 71012522 }]);
  });

  test('internal errors reject valid rows at random', async () => {
    const client = createTestClient({ rowTrouble: 1, rowTroubleCode: 71012560 });
    expect(await client.errors(await client.runJob('key__c\na\n'))).toMatchObject([
      { code: 71012560 },
    ]);
  });
});
