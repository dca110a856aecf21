import { describe, expect, test } from 'vitest';
import { createTestClient } from '../../test/test-client.ts';
import type { KnobSettings } from '../index.ts';

// Records 3 and 5 are invalid; record 2 has two line breaks, so record numbers and physical lines differ.
const csv = 'key__c,name__c,age__c\nk1,"a\nb\nc",1\nk2,"x\ny",old\nk3,,1\nk1,,older\nk5,,\n';

async function errorsUnder(knobs: KnobSettings) {
  const client = createTestClient(knobs);
  return client.errors(await client.runJob(csv));
}

const rowsUnder = async (knobs: KnobSettings) => (await errorsUnder(knobs)).map(({ row }) => row);

test('an item has row, code, message and the record with its system fields', async () => {
  const [item] = await errorsUnder({});
  expect(item).toMatchObject({
    row: 3,
    code: 71012523,
    message: 'Field [age__c] is an integer field but received a string value.',
  });
  const fields = ['type', 'CreatedById', 'CreatedDate', 'UpdatedById', 'UpdatedDate'];
  expect(Object.keys(item?.record ?? {})).toEqual([...fields, 'key__c', 'name__c', 'age__c']);
  expect(item?.record).toMatchObject({ type: 'Person', key__c: 'k2', name__c: 'x\ny' });
});

describe('row', () => {
  test.each([
    [{ rowBasis: 'record' }, [3, 5]],
    [{ rowBasis: 'first-line' }, [5, 8]],
    [{ rowBasis: 'last-line' }, [6, 8]],
    [{ rowField: 'missing' }, [undefined, undefined]],
    [{ rowField: 'partial' }, [3, undefined]],
    [{ rowField: 'duplicated' }, [3, 3]],
    [{ rowField: 'repeated' }, [3, 3, 5, 5]],
    [{ rowField: 'out-of-range' }, [0, 1]],
    [{ errorOrder: 'reversed' }, [5, 3]],
    [{ errorsPerRow: 'all' }, [3, 5, 5]],
    [{ errorsCap: 1 }, [3]],
  ] as const)('under %j', async (knobs, rows) => {
    expect(await rowsUnder(knobs)).toEqual(rows);
  });

  test('in shuffled order, all are listed', async () => {
    const many = `key__c\n${'same\n'.repeat(50)}`;
    const client = createTestClient({ errorOrder: 'shuffled' });
    const rows = (await client.errors(await client.runJob(many))).map(({ row }) => row ?? 0);
    expect(rows).not.toEqual(rows.toSorted((a, b) => a - b));
    expect(new Set(rows)).toEqual(new Set(Array.from({ length: 49 }, (_, index) => index + 3)));
  });
});

describe('record', () => {
  const recordsUnder = async (knobs: KnobSettings) =>
    (await errorsUnder(knobs)).map(({ record }) => record);

  test('may be missing, on half the items, copied from a neighbour, or incomplete', async () => {
    expect(await recordsUnder({ recordField: 'missing' })).toEqual([undefined, undefined]);
    const partial = await recordsUnder({ recordField: 'partial' });
    expect(partial).toMatchObject([{ key__c: 'k2' }, undefined]);
    const duplicated = await recordsUnder({ recordField: 'duplicated' });
    expect(duplicated).toMatchObject([{ key__c: 'k2' }, { key__c: 'k2' }]);
    const [half] = await recordsUnder({ recordField: 'half-columns' });
    expect(half).not.toHaveProperty('name__c');
  });

  test('shows text or values, an Id or none, and empty cells in three ways', async () => {
    const typed = 'key__c,age__c,active__c,name__c\na,1,true,\na,1,true,\n';
    const echo = async (knobs: KnobSettings) => {
      const client = createTestClient(knobs);
      const [item] = await client.errors(await client.runJob(typed));
      return item?.record;
    };
    expect(await echo({})).toMatchObject({ age__c: '1', active__c: 'true' });
    expect(await echo({})).not.toHaveProperty('name__c');
    expect(await echo({})).not.toHaveProperty('Id');
    expect(await echo({ recordValues: 'coerced' })).toMatchObject({ age__c: 1, active__c: true });
    expect(await echo({ recordId: 'server-made' })).toHaveProperty('Id');
    expect(await echo({ recordEmpties: 'null' })).toMatchObject({ name__c: null });
    expect(await echo({ recordEmpties: 'empty-string' })).toMatchObject({ name__c: '' });
  });

  test('shows texts in other forms, times in other zones, and rounded numbers', async () => {
    const typed = `key__c,age__c,score__c,seen__c,name__c
k,old,1.256,2024-12-31T00:00:00+14:00, caf\u00e9 au lait noir 
`;
    const echo = async (knobs: KnobSettings) => {
      const client = createTestClient({ recordValues: 'coerced', ...knobs });
      const [item] = await client.errors(await client.runJob(typed));
      return item?.record;
    };
    expect(await echo({})).toMatchObject({
      ...{ score__c: 1.256, seen__c: '2024-12-30T10:00:00.000Z' },
      name__c: ' caf\u00e9 au lait noir ',
    });
    expect(await echo({ recordDecimals: 2 })).toMatchObject({ score__c: 1.26 });
    expect(await echo({ recordZone: '-12:00' })).toMatchObject({
      seen__c: '2024-12-29T22:00:00.000-12:00',
    });
    expect(await echo({ recordZone: 'day' })).toMatchObject({ seen__c: '2024-12-30' });
    for (const [recordTexts, name__c] of [
      ['composed', ' caf\u00e9 au lait noir '],
      ['decomposed', ' cafe\u0301 au lait noir '],
      ['upper-case', ' CAF\u00c9 AU LAIT NOIR '],
      ['trimmed', 'caf\u00e9 au lait noir'],
      ['cut', ' caf\u00e9 au lai'],
    ] as const) {
      expect(await echo({ recordTexts })).toMatchObject({ name__c });
    }
  });

  test('can be made large', async () => {
    const client = createTestClient({ recordPaddingBytes: 100_000 });
    const id = await client.runJob(csv);
    const { text } = await client.request('GET', `/objects/jobs/${id}/errors`);
    expect(text.length).toBeGreaterThan(200_000);
    expect(JSON.parse(text).errors).toHaveLength(2);
  });
});

describe('the list', () => {
  test('may be incomplete at first', async () => {
    const client = createTestClient({ errorsLateMs: 20_000 });
    const id = await client.runJob(csv);
    expect(await client.errors(id)).toHaveLength(1);
    await client.world.advance(20_000);
    expect(await client.errors(id)).toHaveLength(2);
  });

  test.each([
    ['not-found', 404],
    ['bad-request', 400],
  ] as const)('may be refused at first: %s', async (errorsLateAnswer, status) => {
    const client = createTestClient({ errorsLateMs: 20_000, errorsLateAnswer });
    const id = await client.runJob(csv);
    expect(await client.request('GET', `/objects/jobs/${id}/errors`)).toMatchObject({ status });
    await client.world.advance(20_000);
    expect(await client.errors(id)).toHaveLength(2);
  });

  test.each([
    ['so-far', 200],
    ['empty', 200],
    ['bad-request', 400],
    ['not-found', 404],
  ] as const)('of a running job: %s', async (errorsWhileRunning, status) => {
    const client = createTestClient({ errorsWhileRunning, processingMs: 100 });
    const id = await client.create();
    await client.upload(id, csv);
    expect(await client.request('GET', `/objects/jobs/${id}/errors`)).toMatchObject({ status });
    await client.world.advance(100);
    expect(await client.errors(id)).toHaveLength(2);
  });

  test('may contain the error of the job, without row and record', async () => {
    const client = createTestClient({ errorOfJob: 'listed', partialStatus: 'failed' });
    const items = await client.errors(await client.runJob(csv));
    expect(Object.keys(items.at(-1) ?? {})).toEqual(['code', 'message']);
  });

  test('is a 404 for a job that does not exist', async () => {
    const answer = await createTestClient().request('GET', '/objects/jobs/nope/errors');
    expect(JSON.parse(answer.text)).toEqual({ code: 71013040, message: 'Not Found.' });
  });
});

test('`tenant.rejections` has every rejection, whatever the list shows', async () => {
  const client = createTestClient({ rowField: 'missing', errorsCap: 1 });
  const id = await client.runJob(csv);
  expect([...client.tenant.rejections(id)].map(({ row }) => row)).toEqual([3, 5]);
});
