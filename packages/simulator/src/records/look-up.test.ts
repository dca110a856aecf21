import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Asker, createAsker, type Json } from '../../test/asker.ts';

async function withPeople(knobs: Parameters<typeof createAsker>[0] = {}): Promise<Asker> {
  const asker = createAsker(knobs);
  await asker.load(
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
  return asker;
}

const find = (asker: Asker, parameters: Record<string, string>) =>
  asker.ask('GET', `/objects/records/default/Person?${new URLSearchParams(parameters)}`);

async function keys(asker: Asker, parameters: Record<string, string>) {
  const { text } = await find(asker, parameters);
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
    ['seen__c:>=2021-01-01T02\\:00\\:00.000-08\\:00', 'k2 k5'],
    ['_exists_:born__c', 'k1 k2 k4 k5'],
    ['NOT _exists_:born__c', 'k3'],
    ['!_exists_:born__c', 'k3'],
    ['key__c:k1 OR key__c:k3 AND age__c:7', 'k1'],
    ['(key__c:k1 || key__c:k3) && !(age__c:7)', 'k3'],
    ['tags__c:a', 'k1 k4'],
    ['key__c:nobody', ''],
    ['CreatedDate:>2000-01-01T00\\:00\\:00Z AND key__c:k1', 'k1'],
  ])('%s finds %j', async (q, expected) => {
    expect(await keys(await withPeople(), { q })).toBe(expected);
  });

  test.each([
    ['color__c:Red'],
    ['nope__c:1'],
    ['key__c:'],
    ['key__c'],
    ['key__c:a key__c:b'],
    ['key__c:a AND'],
    ['(key__c:a'],
    ['key__c:a)'],
    ['seen__c:>2020-01-01T00:00:00Z'],
    ['age__c:old'],
    ['key__c:"open'],
  ])('%s is refused', async (q) => {
    expect(await find(await withPeople(), { q })).toMatchObject({ status: 400 });
  });

  test('any text, quoted, finds the record that has it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 20 }), async (name) => {
        const asker = createAsker();
        asker.tenant.addRecord('Person', { key__c: 'k', name__c: name });
        const q = `name__c:"${name.replace(/["\\]/g, '\\$&')}"`;
        expect(await keys(asker, { q })).toBe('k');
      }),
      { numRuns: 200 },
    );
  });

  test('a long address is 414', async () => {
    const asker = await withPeople();
    expect(await find(asker, { q: `key__c:${'x'.repeat(8000)}` })).toMatchObject({ status: 414 });
  });
});

describe('pages', () => {
  test('end without a cursor', async () => {
    const asker = await withPeople();
    const first = JSON.parse((await find(asker, { pageSize: '3' })).text);
    expect(first.count).toBe(3);
    expect(first.cursor).toBe(first.records[2].Id);
    const second = JSON.parse((await find(asker, { pageSize: '3', cursor: first.cursor })).text);
    expect(second.count).toBe(2);
    expect(second).not.toHaveProperty('cursor');
  });

  test('have 1 to 1000 records', async () => {
    const asker = await withPeople();
    expect(await find(asker, { pageSize: '1000' })).toMatchObject({ status: 200 });
    expect(await find(asker, { pageSize: '1001' })).toMatchObject({ status: 400 });
  });
});

test('ids find their records, case or not, and nothing else', async () => {
  const asker = await withPeople();
  const [first, second] = [...asker.tenant.records('Person')];
  const ids = [first?.id, second?.id.toUpperCase(), 'e0668230-eb63-40df-be65-08f083ca47b1'];
  const url = `/objects/records/default/Person?${ids.map((id) => `ids=${id}`).join('&')}`;
  expect((await asker.askJson('GET', url))['count']).toBe(2);
  expect(await find(asker, { ids: '123' })).toMatchObject({ status: 400 });
});

test('look-ups may lag behind creates, updates and deletes', async () => {
  const asker = await withPeople({ visibilityLagMs: 60_000 });
  expect(await keys(asker, {})).toBe('');
  await asker.world.advance(60_000);
  expect(await keys(asker, { q: 'age__c:7' })).toBe('k1');
  const [ann, bob] = [...asker.tenant.records('Person')];
  await asker.load(`Id,key__c,age__c\n${ann?.id},k1,70\n`, 'update');
  await asker.ask('DELETE', `/objects/records/default/Person/${bob?.id}`);
  expect(await keys(asker, { q: 'age__c:7' })).toBe('k1');
  expect(await keys(asker, { q: 'key__c:k2' })).toBe('k2');
  await asker.world.advance(60_000);
  expect(await keys(asker, { q: 'age__c:7' })).toBe('');
  expect(await keys(asker, { q: 'age__c:70' })).toBe('k1');
  expect(await keys(asker, { q: 'key__c:k2' })).toBe('');
});
