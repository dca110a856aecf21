import { describe, expect, test } from 'vitest';
import { createTestClient, type TestClient, TOKEN } from '../../test/test-client.ts';
import { defineObject } from '../index.ts';

const path = '/objects/records/default/Person';

async function insert(client: TestClient, records: unknown[], allowPartialSuccess = false) {
  const answer = await client.request('POST', path, { records, allowPartialSuccess });
  return { status: answer.status, body: JSON.parse(answer.text) };
}

describe('insert', () => {
  test('returns the records with their ids', async () => {
    const client = createTestClient();
    const { status, body } = await insert(client, [
      { key__c: 'a', age__c: 7, tags__c: ['a', 'b'] },
    ]);
    expect(status).toBe(200);
    expect(body.records).toMatchObject([
      { type: 'Person', key__c: 'a', age__c: 7, color__c: 'Red', tags__c: ['a', 'b'] },
    ]);
    expect([...client.tenant.records('Person')]).toMatchObject([{ jobId: undefined, row: 0 }]);
  });

  test('stores all records or none', async () => {
    const client = createTestClient();
    const { status, body } = await insert(client, [{ key__c: 'a' }, { key__c: 'b', age__c: 'x' }]);
    expect(status).toBe(400);
    const message =
      'Json input does not match schema. Error: Field [age__c] should be integer type but received string.';
    expect(body.details).toEqual([
      { code: 71012523, message, record: { key__c: 'b', age__c: 'x' } },
    ]);
    expect(client.tenant.recordCount('Person')).toBe(0);
  });

  test('stores only the valid records if partial success is allowed', async () => {
    const client = createTestClient();
    const { status, body } = await insert(client, [{ key__c: 'a' }, { key__c: 'a' }], true);
    expect(status).toBe(200);
    expect(body.records).toHaveLength(1);
    expect(body.error.details).toMatchObject([{ code: 71012530 }]);
  });

  test('stores none of two records with the same unique value', async () => {
    const client = createTestClient();
    const { status, body } = await insert(client, [{ key__c: 'a' }, { key__c: 'a', age__c: 7 }]);
    expect(status).toBe(400);
    expect(body.details).toMatchObject([{ code: 71012530, record: { key__c: 'a', age__c: 7 } }]);
    expect(client.tenant.recordCount('Person')).toBe(0);
  });

  test('meets internal trouble before it stores anything, or not at all', async () => {
    const client = createTestClient({ rowTrouble: 0.5 });
    const seen = new Set<string>();
    for (let index = 0; index < 50; index++) {
      const { status, body } = await insert(client, [{ key__c: String(index) }]);
      seen.add(`${status} ${Object.keys(body)}`);
    }
    expect([...seen].sort()).toEqual(['200 records', '500 code,message,details']);
  });

  test('accepts 1 to 1,000 records, and answers internal errors as retryable', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => ({ key__c: String(index) }));
    expect(await insert(createTestClient(), many)).toMatchObject({ status: 400 });
    expect(await insert(createTestClient(), [])).toMatchObject({ status: 400 });
    const troubled = await insert(createTestClient({ rowTrouble: 1 }), [{ key__c: 'a' }]);
    const message = 'Unabled to create object records, please try again later.';
    expect(troubled).toMatchObject({ status: 500, body: { code: 71012561, message } });
  });
});

describe('the details of a refusal', () => {
  const wrong = { key__c: 7, age__c: 'x', nope__c: 1, score__c: true, active__c: 1.5, tags__c: 2 };

  test('list everything that is wrong with a record', async () => {
    const { status, body } = await insert(createTestClient(), [wrong, { key__c: 'a' }, {}]);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 71012520,
      message: 'Unabled to create object records due to invalid request.',
    });
    const shown = body.details.map(({ code, message, record }: Record<string, unknown>) => {
      return [code, String(message).replace(/.* Error: /, ''), record];
    });
    expect(shown).toEqual([
      [71012521, 'Unknown field [nope__c].', wrong],
      [71012526, 'Field [key__c] should be string type but received integer.', wrong],
      [71012523, 'Field [age__c] should be integer type but received string.', wrong],
      [71012524, 'Field [score__c] should be number type but received boolean.', wrong],
      [71012525, 'Field [active__c] should be boolean type but received number.', wrong],
      [71012526, 'Field [tags__c] should be string type but received integer.', wrong],
      [71012522, 'Field [key__c] is required.', {}],
    ]);
  });

  test('may list only the first thing', async () => {
    const client = createTestClient({ detailsPerRecord: 'first' });
    const { body } = await insert(client, [wrong, {}]);
    expect(body.details).toMatchObject([{ code: 71012521 }, { code: 71012522 }]);
  });
});

describe('system fields cannot be given', () => {
  test.each([
    ['Id', 'e0668230-eb63-40df-be65-08f083ca47b1'],
    ['CreatedDate', '2020-01-01T00:00:00.000Z'],
    ['UpdatedById', 'e0668230-eb63-40df-be65-08f083ca47b1'],
    ['type', 'Person'],
  ])('%s', async (name, value) => {
    const client = createTestClient();
    const id = client.tenant.addRecord('Person', { key__c: 'a' });
    const record = { key__c: 'b', [name]: value };
    const action = { type: 'update', records: { [id]: record } };
    for (const [method, url, body, type] of [
      ['POST', path, { records: [record] }, 'json'],
      ['PUT', `${path}/${id}`, record, 'json'],
      ['PATCH', `${path}/${id}`, record, 'merge-patch+json'],
      ['POST', '/objects/batch/default/Person', { action }, 'json'],
    ] as const) {
      const headers = { 'content-type': `application/${type}` };
      const { status, text } = await client.request(method, url, body, headers);
      expect([status, JSON.parse(text).details]).toMatchObject([400, [{ code: 71012521 }]]);
    }
    expect([...client.tenant.records('Person')]).toMatchObject([{ cells: { key__c: 'a' } }]);
  });
});

describe('without the permission', () => {
  const batch = '/objects/batch/default/Person';
  const id = 'e0668230-eb63-40df-be65-08f083ca47b1';
  const update = { action: { type: 'update', records: { [id]: { name__c: 'Ann' } } } };

  test.each([
    ['insert', path, { records: [{ key__c: 'a' }] }, 71012515, 'create'],
    ['batch update', batch, update, 71012513, 'update'],
    ['batch delete', batch, { action: { type: 'delete', ids: [id] } }, 71012514, 'delete'],
  ])('%s is 401', async (_, url, body, code, what) => {
    const client = createTestClient({}, { tokens: [{ token: TOKEN, permissions: ['view'] }] });
    const { status, text } = await client.request('POST', url, body);
    expect(status).toBe(401);
    expect(JSON.parse(text)).toEqual({
      code,
      message: 'Unauthorized to process object record.',
      details: [{ code, message: `Unauthorized to ${what} object record.` }],
    });
  });

  test('one record is 403', async () => {
    const client = createTestClient({}, { tokens: [{ token: TOKEN, permissions: [] }] });
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : {};
      expect(await client.request(method, `${path}/${id}`, body)).toMatchObject({ status: 403 });
    }
  });
});

describe('one record', () => {
  const merge = { 'content-type': 'application/merge-patch+json' };

  test('can be read, patched, replaced and removed', async () => {
    const client = createTestClient();
    const first = { key__c: 'a', name__c: 'Ann', color__c: 'Blue', tags__c: ['a'] };
    const id = (await insert(client, [first])).body.records[0].Id;
    const url = `${path}/${id}`;
    expect(await client.requestJson('GET', url)).toMatchObject(first);
    const patched = await client.requestJson('PATCH', url, { name__c: null, age__c: 9 }, merge);
    expect(patched).toMatchObject({ key__c: 'a', age__c: 9, color__c: 'Blue', tags__c: ['a'] });
    expect(patched).not.toHaveProperty('name__c');
    const replaced = await client.requestJson('PUT', url, { key__c: 'b' });
    expect(replaced).toMatchObject({ Id: id, key__c: 'b', color__c: 'Red' });
    expect(replaced).not.toHaveProperty('age__c');
    expect(await client.request('PATCH', url, {})).toMatchObject({ status: 415 });
    const removed = { status: 200, text: JSON.stringify(url) };
    expect(await client.request('DELETE', url)).toMatchObject(removed);
    expect(await client.request('DELETE', url)).toMatchObject(removed);
    expect(await client.request('GET', url)).toMatchObject({ status: 404 });
  });
});

test('a record is replaced if `If-Match` allows any, and is 412 else', async () => {
  const client = createTestClient();
  const url = `${path}/${client.tenant.addRecord('Person', { key__c: 'a' })}`;
  const put = async (headers: Record<string, string>) =>
    (await client.request('PUT', url, { key__c: 'b' }, headers)).status;
  expect(await put({ 'if-match': '"1"' })).toBe(412);
  expect([...client.tenant.records('Person')]).toMatchObject([{ cells: { key__c: 'a' } }]);
  expect(await put({ 'if-match': '*' })).toBe(200);
  expect(await put({})).toBe(200);
});

test('batches update and delete', async () => {
  const client = createTestClient();
  const { body } = await insert(client, [{ key__c: 'a', age__c: 1 }, { key__c: 'b' }]);
  const [a, b] = body.records.map((record: { Id: string }) => record.Id);
  const url = '/objects/batch/default/Person';
  const records = { [a]: { name__c: 'Ann' }, [b]: { key__c: 'a' } };
  const update = { type: 'update', allowPartialSuccess: true, records };
  expect(await client.requestJson('POST', url, { action: update })).toMatchObject({
    error: { details: [{ code: 71012530 }] },
  });
  expect([...client.tenant.records('Person')][0]?.cells).toMatchObject({
    key__c: 'a',
    name__c: 'Ann',
    age__c: '1',
  });
  expect(
    await client.requestJson('POST', url, { action: { type: 'delete', ids: [a, b] } }),
  ).toEqual({});
  expect(client.tenant.recordCount('Person')).toBe(0);
});

describe('numbers keep their digits', () => {
  const definitions = [
    defineObject('Person', { big__c: { type: 'integer' }, part__c: { type: 'number' } }),
  ];
  const digits = ['9007199254740993', '0.000000125'];
  const record = `{"big__c":${digits[0]},"part__c":${digits[1]}}`;
  const stored = { big__c: digits[0], part__c: digits[1] };
  const send = (client: TestClient, method: string, url: string, body: string, type = 'json') =>
    client.request(method, url, body, { 'content-type': `application/${type}` });

  test.each([
    ['POST', (_: string) => path, `{"records":[${record}]}`, 'json'],
    ['PUT', (id: string) => `${path}/${id}`, record, 'json'],
    ['PATCH', (id: string) => `${path}/${id}`, record, 'merge-patch+json'],
    [
      'batch',
      (_: string) => '/objects/batch/default/Person',
      `{"action":{"type":"update","records":{"ID":${record}}}}`,
      'json',
    ],
  ])('%s', async (method, urlOf, body, type) => {
    const client = createTestClient({}, { definitions });
    const id = client.tenant.addRecord('Person', {});
    const verb = method === 'batch' ? 'POST' : method;
    const answer = await send(client, verb, urlOf(id), body.replace('ID', id), type);
    expect(answer.status).toBe(200);
    expect([...client.tenant.records('Person')].at(-1)?.cells).toEqual(stored);
    if (method !== 'batch') expect(answer.text).toContain(record.slice(1, -1));
  });

  test('in the details of a refusal, too', async () => {
    const client = createTestClient({}, { definitions });
    const wrong = `{"big__c":"x","part__c":9007199254740993}`;
    for (const partial of [false, true]) {
      const body = `{"records":[${wrong}],"allowPartialSuccess":${partial}}`;
      expect((await send(client, 'POST', path, body)).text).toContain(`"record":${wrong}`);
    }
    const number = await send(client, 'POST', path, `{"records":[{"big__c":1${'0'.repeat(19)}}]}`);
    expect(number.text).toContain('out of the range');
  });

  test('a number in a field of another type is called a number', async () => {
    const body = `{"records":[{"key__c":9007199254740993}]}`;
    const { text } = await send(createTestClient(), 'POST', path, body);
    expect(text).toContain('Field [key__c] should be string type but received integer.');
  });
});

describe('a batch update', () => {
  const url = '/objects/batch/default/Person';
  const unknown = 'e0668230-eb63-40df-be65-08f083ca47b1';

  async function withTwo() {
    const client = createTestClient();
    const { body } = await insert(client, [{ key__c: 'a' }, { key__c: 'b' }]);
    const [a, b]: string[] = body.records.map((record: { Id: string }) => record.Id);
    const update = async (records: object, allowPartialSuccess: boolean) => {
      const action = { type: 'update', allowPartialSuccess, records };
      const { status, text } = await client.request('POST', url, { action });
      const people = [...client.tenant.records('Person')];
      return { status, body: JSON.parse(text), keys: people.map(({ cells }) => cells['key__c']) };
    };
    return { a: String(a), b: String(b), update };
  }

  type Update = Awaited<ReturnType<typeof withTwo>>['update'];

  /** Expects that the name of the record `id` is refused, and that the new key `c` is stored only without it. */
  async function expectRefused(update: Update, records: object, id: string) {
    const details = [{ code: 71012520, record: { Id: id, name__c: 'Ann' } }];
    expect(await update(records, false)).toMatchObject({
      status: 400,
      body: { details },
      keys: ['a', 'b'],
    });
    expect(await update(records, true)).toMatchObject({
      status: 200,
      body: { error: { code: 71012520, details } },
      keys: ['c', 'b'],
    });
  }

  test('changes nothing if two of its records get the same unique value', async () => {
    const { a, b, update } = await withTwo();
    const records = { [a]: { key__c: 'c' }, [b]: { key__c: 'c' } };
    expect(await update(records, false)).toMatchObject({
      status: 400,
      body: { details: [{ code: 71012530, record: { Id: b } }] },
      keys: ['a', 'b'],
    });
    expect(await update(records, true)).toMatchObject({ status: 200, keys: ['c', 'b'] });
  });

  test('may give one record the unique value that one before it gives up', async () => {
    const { a, b, update } = await withTwo();
    const records = { [a]: { key__c: 'c' }, [b]: { key__c: 'a' } };
    expect(await update(records, false)).toEqual({ status: 200, body: {}, keys: ['c', 'a'] });
  });

  test('does not make the second change of a record named twice, in two cases of letters', async () => {
    const { a, update } = await withTwo();
    const twice = a.toUpperCase();
    const records = { [a]: { key__c: 'c' }, [twice]: { name__c: 'Ann' } };
    await expectRefused(update, records, twice);
  });

  test.each([
    ['unknown', unknown],
    ['no UUID', '123'],
  ])('updates the others if one id is %s and partial success is allowed', async (_, id) => {
    const { a, update } = await withTwo();
    const records = { [id]: { name__c: 'Ann' }, [a]: { key__c: 'c' } };
    await expectRefused(update, records, id);
  });
});

describe('what is not as documented is refused', () => {
  const batch = '/objects/batch/default/Person';
  const id = 'e0668230-eb63-40df-be65-08f083ca47b1';
  const many = Array.from({ length: 1001 }, () => id);

  test.each([
    ['records that are not objects', 'POST', path, { records: [{ key__c: 'a' }, 'b'] }],
    ['no records', 'POST', path, {}],
    [
      'a flag that is a text',
      'POST',
      path,
      { records: [{ key__c: 'a' }], allowPartialSuccess: 'no' },
    ],
    ['no action', 'POST', batch, {}],
    ['an unknown action', 'POST', batch, { action: { type: 'upsert', records: {} } }],
    ['an update without records', 'POST', batch, { action: { type: 'update' } }],
    [
      'a change that is not an object',
      'POST',
      batch,
      { action: { type: 'update', records: { [id]: 1 } } },
    ],
    ['no ids', 'POST', batch, { action: { type: 'delete', ids: [] } }],
    ['1,001 ids', 'POST', batch, { action: { type: 'delete', ids: many } }],
    [
      'an id without dashes',
      'POST',
      batch,
      { action: { type: 'delete', ids: [id.replaceAll('-', '')] } },
    ],
    ['an id that is none', 'GET', `${path}/123`, undefined],
    ['an id that is none, to replace', 'PUT', `${path}/123`, {}],
    ['an id that is none, to remove', 'DELETE', `${path}/123`, undefined],
  ])('%s', async (_, method, url, body) => {
    const client = createTestClient();
    await insert(client, [{ key__c: 'kept' }]);
    expect(await client.request(method, url, body)).toMatchObject({ status: 400 });
    expect(client.tenant.recordCount('Person')).toBe(1);
  });
});
