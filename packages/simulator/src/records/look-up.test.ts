import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTestClient, type Json, type TestClient } from '../../test/test-client.ts';

async function withPeople(knobs: Parameters<typeof createTestClient>[0] = {}): Promise<TestClient> {
  const client = createTestClient(knobs);
  await client.runJob(
    [
      'key__c,name__c,age__c,score__c,active__c,born__c,seen__c,tags__c',
      'k1,Ann Lee,7,1.5,true,2020-01-01,2020-01-01T10:00:00Z,"a,b"',
      'k2,Bob,30,-2,false,2021-01-01,2021-01-01T10:00:00Z,c',
      'k3,"A:B",100,0,,,,',
      'k4,"say ""hi""",8,10,true,2019-12-31,2019-12-31T23:59:59Z,a',
      'k5,a*b,9,0.5,true,2022-06-01,2022-06-01T00:00:00Z,',
      '',
    ].join('\n'),
  );
  return client;
}

const find = (client: TestClient, parameters: Record<string, string>) =>
  client.request('GET', `/objects/records/default/Person?${new URLSearchParams(parameters)}`);

async function keys(client: TestClient, parameters: Record<string, string>) {
  const { text } = await find(client, parameters);
  const records: Json[] = JSON.parse(text).records;
  return records.map((record) => record['key__c']).join(' ');
}

describe('q', () => {
  test.each([
    ['key__c:k2', 'k2'],
    ['name__c:"Ann Lee"', 'k1'],
    ['name__c:"say \\"hi\\""', 'k4'],
    ['name__c:"A:B"', 'k3'],
    ['name__c:A\\:B', 'k3'],
    ['name__c:A*', 'k1 k3'],
    ['name__c:"a*b"', 'k5'],
    ['name__c:a\\*b', 'k5'],
    ['age__c:>8', 'k2 k3 k5'],
    ['age__c:>=8 AND age__c:<=9', 'k4 k5'],
    ['age__c:<30 AND score__c:<1', 'k5'],
    ['score__c:-2', 'k2'],
    ['active__c:true', 'k1 k4 k5'],
    ['born__c:<2020-06-01', 'k1 k4'],
    ['seen__c:2020-01-01', 'k1'],
    ['seen__c:<=2020-01-01', 'k1 k4'],
    ['seen__c:>2020-01-01', 'k2 k5'],
    ['seen__c:2020', 'k1'],
    ['seen__c:<2020', 'k4'],
    ['seen__c:<=2020', 'k1 k4'],
    ['seen__c:>2020', 'k2 k5'],
    ['seen__c:>=2022-06', 'k5'],
    [`seen__c:<${Date.UTC(2020, 0, 1, 10)}`, 'k4'],
    [`seen__c:${Date.UTC(2020, 0, 1, 10)}`, 'k1'],
    ['born__c:>=2021', 'k2 k5'],
    ['seen__c:>=2021-01-01T02\\:00\\:00.000-08\\:00', 'k2 k5'],
    ['_exists_:born__c', 'k1 k2 k4 k5'],
    ['NOT _exists_:born__c', 'k3'],
    ['!_exists_:born__c', 'k3'],
    ['key__c:k1 OR key__c:k3 AND age__c:7', 'k1'],
    ['(key__c:k1 || key__c:k3) && !(age__c:7)', 'k3'],
    ['key__c:nobody', ''],
    ['CreatedDate:>2000-01-01T00\\:00\\:00Z AND key__c:k1', 'k1'],
    [`CreatedDate:<${Date.UTC(2200, 0)} AND key__c:k1`, 'k1'],
    [`CreatedDate:<${Date.UTC(2000, 0)}`, ''],
  ])('%s finds %j', async (q, expected) => {
    expect(await keys(await withPeople(), { q })).toBe(expected);
  });

  test.each([
    ['color__c:Red'],
    ['tags__c:a'],
    ['nope__c:1'],
    ['key__c:'],
    ['key__c'],
    ['key__c:a key__c:b'],
    ['key__c:a AND'],
    ['(key__c:a'],
    ['key__c:a)'],
    ['seen__c:>2020-01-01T00:00:00Z'],
    ['age__c:old'],
    ['seen__c:>yesterday'],
    ['seen__c:>12-31'],
    ['key__c:"open'],
  ])('%s is refused', async (q) => {
    expect(await find(await withPeople(), { q })).toMatchObject({ status: 400 });
  });

  test.each([
    ['exact', 'name__c:"ann lee"', ''],
    ['ignored', 'name__c:"ann lee"', 'k1'],
    ['ignored', 'key__c:K2', 'k2'],
    ['ignored', 'name__c:ANN*', 'k1'],
    ['ignored', 'NOT name__c:"ANN LEE" AND age__c:<10', 'k4 k5'],
  ] as const)('with case %s, %s finds %j', async (lookUpCase, q, expected) => {
    expect(await keys(await withPeople({ lookUpCase }), { q })).toBe(expected);
  });

  test('any quoted text finds the record that contains it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 20 }), async (name) => {
        const client = createTestClient();
        client.tenant.addRecord('Person', { key__c: 'k', name__c: name });
        const q = `name__c:"${name.replace(/["\\]/g, '\\$&')}"`;
        expect(await keys(client, { q })).toBe('k');
      }),
      { numRuns: 200 },
    );
  });

  test('a long URL is 414', async () => {
    const client = await withPeople();
    expect(await find(client, { q: `key__c:${'x'.repeat(8000)}` })).toMatchObject({ status: 414 });
  });
});

describe('pages', () => {
  test('end without a cursor', async () => {
    const client = await withPeople();
    const first = JSON.parse((await find(client, { pageSize: '3' })).text);
    expect(first.count).toBe(3);
    expect(first.cursor).toBe(first.records[2].Id);
    const second = JSON.parse((await find(client, { pageSize: '3', cursor: first.cursor })).text);
    expect(second.count).toBe(2);
    expect(second).not.toHaveProperty('cursor');
  });

  test('may have no cursor, and continue after the last id', async () => {
    const client = await withPeople({ recordsCursor: 'absent' });
    const first = JSON.parse((await find(client, { pageSize: '3' })).text);
    expect(first).not.toHaveProperty('cursor');
    const cursor = first.records[2].Id;
    expect(await keys(client, { pageSize: '3', cursor })).toBe('k4 k5');
  });

  test('need a size with their cursor', async () => {
    const client = await withPeople();
    const { cursor } = JSON.parse((await find(client, { pageSize: '3' })).text);
    expect(await find(client, { cursor })).toMatchObject({ status: 400 });
  });

  test('have 1 to 1000 records', async () => {
    const client = await withPeople();
    expect(await find(client, { pageSize: '1000' })).toMatchObject({ status: 200 });
    expect(await find(client, { pageSize: '1001' })).toMatchObject({ status: 400 });
  });
});

test('ids find their records, whatever their case, and nothing else', async () => {
  const client = await withPeople();
  const [first, second] = [...client.tenant.records('Person')];
  const ids = [first?.id, second?.id.toUpperCase(), 'e0668230-eb63-40df-be65-08f083ca47b1'];
  const url = `/objects/records/default/Person?${ids.map((id) => `ids=${id}`).join('&')}`;
  expect((await client.requestJson('GET', `${url}&ids=${first?.id}`))['count']).toBe(2);
});

test.each([
  ['no id', ''],
  ['a number', '123'],
  ['32 digits', 'e0668230eb6340dfbe6508f083ca47b1'],
  ['36 dashes', '-'.repeat(36)],
  [
    'two ids with a comma',
    'e0668230-eb63-40df-be65-08f083ca47b1,e0668230-eb63-40df-be65-08f083ca47b2',
  ],
])('ids that are none are refused: %s', async (_, ids) => {
  expect(await find(await withPeople(), { ids })).toMatchObject({ status: 400 });
});

test('look-ups may lag behind creates, updates and deletes', async () => {
  const client = await withPeople({ visibilityLagMs: 60_000 });
  expect(await keys(client, {})).toBe('');
  await client.world.advance(60_000);
  expect(await keys(client, { q: 'age__c:7' })).toBe('k1');
  const [ann, bob] = [...client.tenant.records('Person')];
  await client.runJob(`Id,key__c,age__c\n${ann?.id},k1,70\n`, 'update');
  await client.request('DELETE', `/objects/records/default/Person/${bob?.id}`);
  expect(await keys(client, { q: 'age__c:7' })).toBe('k1');
  expect(await keys(client, { q: 'key__c:k2' })).toBe('k2');
  await client.world.advance(60_000);
  expect(await keys(client, { q: 'age__c:7' })).toBe('');
  expect(await keys(client, { q: 'age__c:70' })).toBe('k1');
  expect(await keys(client, { q: 'key__c:k2' })).toBe('');
});
