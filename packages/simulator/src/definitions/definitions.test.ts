import { describe, expect, test } from 'vitest';
import { createTestClient, type person } from '../../test/test-client.ts';
import { defineObject, readDefinitions } from '../index.ts';

const path = '/objects/definitions/default';

const car = {
  label: 'Car',
  object: 'Car',
  properties: {
    vin__c: { type: 'string', label: 'VIN' },
    doors__c: { type: 'integer', label: 'Doors', default: 4 },
  },
  required: ['vin__c'],
  filterable: ['vin__c'],
  unique: ['vin__c'],
};

function withField(field: Record<string, object>, lists: string[] = []) {
  const names = Object.keys(field);
  const listed = lists.map((list) => [list, [...new Set(['vin__c', ...names])]]);
  return { ...car, properties: { ...car.properties, ...field }, ...Object.fromEntries(listed) };
}

describe('definitions', () => {
  test('show custom and system fields', async () => {
    const answer = await createTestClient().requestJson('GET', `${path}/Person`);
    expect(answer).toMatchObject({ type: 'Person', schema: { object: 'Person' } });
    const [{ properties, required, filterable }] = readDefinitions(answer) as [typeof person];
    expect(properties['key__c']).toEqual({ type: 'string', maxLength: 20, origin: 'custom' });
    expect(properties['Id']).toMatchObject({ format: 'uuid', origin: 'system' });
    expect(required).toContain('CreatedById');
    expect(filterable).toContain('CreatedDate');
  });

  test('keep an integer of 64 bits, as a limit to the last digit', async () => {
    const doors__c = { type: 'integer', maximum: 2n ** 63n - 2n, default: 2n ** 53n + 1n };
    const definitions = readDefinitions({ ...car, properties: { ...car.properties, doors__c } });
    const client = createTestClient({}, { definitions });
    const { text } = await client.request('GET', `${path}/Car`);
    expect(text).toContain('"maximum":9223372036854775806,"default":9007199254740993');
    for (const rows of [
      'vin__c\na\n',
      `vin__c,doors__c\nb,${2n ** 63n - 2n}\nc,${2n ** 63n - 1n}\n`,
    ]) {
      await client.upload(await client.create('create', 'Car'), rows);
      await client.world.advance(10_000);
    }
    const stored = [...client.tenant.records('Car')].map(({ cells }) => cells['doors__c']);
    expect(stored).toEqual(['9007199254740993', '9223372036854775806']);
  });

  test('may list no system fields as required and filterable', async () => {
    const client = createTestClient({ systemFields: 'left-out' });
    const { schema } = await client.requestJson('GET', `${path}/Person`);
    expect(schema).toMatchObject({ required: ['key__c'], properties: { Id: { type: 'string' } } });
    expect(JSON.stringify(schema)).not.toMatch(/"filterable":[^\]]*"(Id|CreatedDate)"/);
    const q = 'CreatedDate:>2000-01-01';
    const found = await client.request('GET', `/objects/records/default/Person?q=${q}`);
    expect(found).toMatchObject({ status: 200 });
  });

  test('are case-sensitive', async () => {
    expect(await createTestClient().request('GET', `${path}/person`)).toMatchObject({
      status: 404,
    });
  });

  test('can be posted, listed, used and deleted while there are no records', async () => {
    const client = createTestClient();
    const posted = await client.request('POST', path, { definitions: { Car: car } });
    expect(posted.status).toBe(200);
    expect(await client.requestJson('GET', `${path}?select=type`)).toEqual({
      count: 2,
      definitions: { Person: { type: 'Person' }, Car: { type: 'Car' } },
    });
    const id = await client.create('create', 'Car');
    await client.upload(id, 'vin__c\na\na\n');
    await client.world.advance(1000);
    expect([...client.tenant.records('Car')]).toMatchObject([
      { cells: { vin__c: 'a', doors__c: '4' } },
    ]);
    expect(await client.request('DELETE', `${path}/Car`)).toMatchObject({ status: 400 });
    expect(await client.request('DELETE', `${path}/Person`)).toMatchObject({ status: 200 });
    expect(await client.request('GET', `${path}/Person`)).toMatchObject({ status: 404 });
  });

  test.each(['', 'schema', 'Type'])('cannot be listed with select=%s', async (select) => {
    const answer = await createTestClient().request('GET', `${path}?select=${select}`);
    expect(answer).toMatchObject({ status: 400 });
  });

  test('can be copied from one tenant to another', async () => {
    const list = await createTestClient().requestJson('GET', path);
    const other = createTestClient({}, { definitions: [] });
    expect(await other.request('POST', path, list)).toMatchObject({ status: 200 });
    const schemas = other.tenant.definitions();
    expect(schemas).toEqual(readDefinitions(list));
  });

  test.each([
    ['no fields', { ...car, properties: {} }],
    ['a bad type', { ...car, properties: { vin__c: { type: 'text' } } }],
    ['an unknown field in a list', { ...car, required: ['nope__c'] }],
    ['unique, not filterable', { ...car, filterable: [] }],
    ['a name without __c', withField({ vin: { type: 'string' } })],
    ['a name that only ends like it', withField({ vin__C: { type: 'string' } })],
    ...['filterable', 'unique'].flatMap((list) =>
      [
        { type: 'string', enum: ['a', 'b'], multiselect: true },
        { type: 'string', format: 'long-text' },
        { type: 'string', format: 'url' },
      ].map((field): [string, object] => [
        `${list}: ${JSON.stringify(field)}`,
        withField({ odd__c: field }, ['filterable', list]),
      ]),
    ),
    ['a long name', { ...car, object: 'x'.repeat(65) }],
    ['one that already exists', { ...car, object: 'Person' }],
  ])('are refused: %s', async (_, definition) => {
    const answer = await createTestClient().request('POST', path, {
      definitions: { it: definition },
    });
    expect(answer.status).toBe(400);
  });

  test('of a file may be one definition, a list, or the answer of the API', () => {
    expect(readDefinitions(car)).toHaveLength(1);
    expect(readDefinitions([car, { schema: car }])).toHaveLength(2);
    expect(readDefinitions({ definitions: { Car: { schema: car } } })[0]?.object).toBe('Car');
    expect(() => readDefinitions({})).toThrow('Invalid object name undefined.');
  });
});

describe('migrations', () => {
  const migrate = async (actions: unknown[], withRecords = false) => {
    const client = createTestClient();
    if (withRecords) await client.runJob('key__c,name__c\na,Ann\n');
    const answer = await client.request('POST', '/objects/migrations', { actions });
    return { client, status: answer.status, answer };
  };
  const person = { namespace: 'default', object: 'Person' };
  const on = (type: string, field: unknown) => ({ type, ...person, field });

  test('add a field, which existing records do not have', async () => {
    const field = { name: 'zip__c', definition: { type: 'string' }, filterable: true };
    const { client, status } = await migrate([on('addField', field)], true);
    expect(status).toBe(200);
    await client.runJob('key__c,zip__c\nb,8000\n');
    const cells = [...client.tenant.records('Person')].map((record) => record.cells);
    expect(cells).toMatchObject([{ name__c: 'Ann' }, { zip__c: '8000' }]);
    expect(cells[0]).not.toHaveProperty('zip__c');
  });

  test('rename a field, whose values stay', async () => {
    const field = { name: 'name__c', targetName: 'called__c' };
    const { client } = await migrate([on('renameField', field)], true);
    const [record] = [...client.tenant.records('Person')];
    expect(record?.cells).toMatchObject({ key__c: 'a', called__c: 'Ann' });
    const found = await client.requestJson(
      'GET',
      '/objects/records/default/Person?q=called__c:Ann',
    );
    expect(found['count']).toBe(1);
  });

  test('answer the id of their job, which can be read like others', async () => {
    const field = { name: 'zip__c', definition: { type: 'string' } };
    const { client, answer } = await migrate([on('addField', field)], true);
    const { actions, jobId } = JSON.parse(answer.text);
    expect(actions).toEqual([on('addField', field)]);
    expect(await client.job(jobId)).toMatchObject({ object: 'Person', status: 'completed' });
    expect(client.tenant.activeJobs).toBe(0);
  });

  test('leave the rules about fields in force', async () => {
    for (const action of [
      on('addField', { name: 'zip', definition: { type: 'string' } }),
      on('renameField', { name: 'name__c', targetName: 'name' }),
      on('updateField', { name: 'tags__c', filterable: true }),
      on('updateField', { name: 'name__c', definition: { format: 'long-text' } }),
    ]) {
      expect(await migrate([action])).toMatchObject({ status: 400 });
    }
  });

  test("change one of Zuora's own objects, in no job", async () => {
    const definitions = {
      standardObjects: [defineObject('Account', { a__c: { type: 'string' } })],
    };
    const client = createTestClient({}, definitions);
    const field = { name: 'zip__c', definition: { type: 'string' } };
    const action = { type: 'addField', namespace: 'com_zuora', object: 'Account', field };
    const migrateOne = () => client.request('POST', '/objects/migrations', { actions: [action] });
    const { status, text } = await migrateOne();
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ actions: [action] });
    expect(client.tenant.jobs()).toEqual([]);
    expect((await migrateOne()).text).toContain('Field zip__c already exists.');
  });

  test.each([
    ['no namespace', { namespace: undefined }, 400],
    ['an unknown namespace', { namespace: 'zuora' }, 400],
    ['an object of another namespace', { namespace: 'com_zuora' }, 404],
    ['an object that is no name', { object: 7 }, 404],
    ['an unknown property', { fields: {} }, 400],
  ])('are refused for %s', async (_, change, expected) => {
    const field = { name: 'zip__c', definition: { type: 'string' } };
    const { client, status } = await migrate([{ ...on('addField', field), ...change }]);
    expect(status).toBe(expected);
    expect(client.tenant.definitions()[0]?.properties).not.toHaveProperty('zip__c');
  });

  test('have nothing beside their actions', async () => {
    const actions = [on('addField', { name: 'zip__c', definition: { type: 'string' } })];
    const body = { actions, dryRun: true };
    const answer = await createTestClient().request('POST', '/objects/migrations', body);
    expect(answer).toMatchObject({ status: 400 });
  });

  test('delete a field of an object without records', async () => {
    const { client, status } = await migrate([on('deleteField', { name: 'name__c' })]);
    expect(status).toBe(200);
    expect(client.tenant.definitions()[0]?.properties).not.toHaveProperty('name__c');
  });

  test('change fields and objects', async () => {
    const field = { name: 'name__c', required: true, definition: { maxLength: 3 } };
    const { client } = await migrate([on('updateField', field)]);
    const actions = [{ type: 'updateObject', ...person, label: 'People' }];
    await client.request('POST', '/objects/migrations', { actions });
    expect(client.tenant.definitions()[0]).toMatchObject({
      label: 'People',
      properties: { name__c: { type: 'string', maxLength: 3 } },
      required: [
        'key__c',
        'name__c',
        'Id',
        'CreatedById',
        'UpdatedById',
        'CreatedDate',
        'UpdatedDate',
      ],
    });
  });

  test('add and delete relationships', async () => {
    const relationship = { namespace: 'default', object: 'Person', fields: { ref__c: 'Id' } };
    const add = { type: 'addRelationship', ...person, relationship };
    const { client } = await migrate([add]);
    expect(client.tenant.definitions()[0]?.relationships).toHaveLength(1);
    const actions = [{ ...add, type: 'deleteRelationship' }];
    expect(await client.request('POST', '/objects/migrations', { actions })).toMatchObject({
      status: 200,
    });
    expect(client.tenant.definitions()[0]?.relationships).toEqual([]);
  });

  test.each([
    ['two actions', [on('deleteField', { name: 'age__c' }), on('deleteField', { name: 'ref__c' })]],
    ['none', []],
    ['an unknown one', [on('dropField', { name: 'age__c' })]],
    ['an unknown field', [on('deleteField', { name: 'nope__c' })]],
    ['a system field', [on('deleteField', { name: 'Id' })]],
    [
      'a field that already exists',
      [on('addField', { name: 'age__c', definition: { type: 'string' } })],
    ],
    ['a field of an object with records', [on('deleteField', { name: 'age__c' })]],
    [
      'a relationship with records',
      [
        {
          type: 'addRelationship',
          ...person,
          relationship: { namespace: 'default', object: 'Person', fields: { ref__c: 'Id' } },
        },
      ],
    ],
    ['required with records', [on('updateField', { name: 'age__c', required: true })]],
    ['unique with records', [on('updateField', { name: 'age__c', unique: true })]],
  ])('are refused: %s', async (_, actions) => {
    expect(await migrate(actions, true)).toMatchObject({ status: 400 });
  });
});
