import { describe, expect, test } from 'vitest';
import { createTestClient } from '../../test/test-client.ts';

describe('a job', () => {
  test('goes from pending through in_progress to completed', async () => {
    const client = createTestClient({ processingMs: 62 });
    const id = await client.create();
    expect(await client.job(id)).toMatchObject({ status: 'pending', recordsProcessed: 0 });
    await client.world.advance(5000);
    expect(JSON.parse((await client.upload(id, 'key__c\na\nb\n')).text)).toMatchObject({
      status: 'in_progress',
      processingTime: 0,
      recordsProcessed: 0,
    });
    await client.world.advance(62);
    expect(await client.job(id)).toMatchObject({
      Id: id,
      namespace: 'default',
      object: 'Person',
      operation: 'create',
      status: 'completed',
      processingTime: 62,
      recordsProcessed: 2,
    });
    expect(await client.errors(id)).toEqual([]);
  });

  test('accepts one file, and only while it is pending', async () => {
    const client = createTestClient();
    const id = await client.create();
    await client.upload(id, 'key__c\na\n');
    expect(await client.upload(id, 'key__c\nb\n')).toMatchObject({ status: 400 });
    await client.world.advance(1000);
    expect(await client.upload(id, 'key__c\nb\n')).toMatchObject({ status: 400 });
    expect(client.tenant.recordCount('Person')).toBe(1);
  });

  test('accepts one of two files that arrive at the same time', async () => {
    const client = createTestClient();
    const id = await client.create();
    const answers = await Promise.all([
      client.upload(id, 'key__c\na\n'),
      client.upload(id, 'key__c\nb\n'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  test('can be cancelled while pending and not later', async () => {
    const client = createTestClient();
    const id = await client.create();
    const cancel = (job: string) => client.request('PATCH', `/objects/jobs/${job}/cancel`);
    expect(JSON.parse((await cancel(id)).text)).toMatchObject({ status: 'cancelled' });
    expect(await cancel(id)).toMatchObject({ status: 400 });
    expect(await client.upload(id, 'key__c\na\n')).toMatchObject({ status: 400 });
    const running = await client.create();
    await client.upload(running, 'key__c\na\n');
    expect(await cancel(running)).toMatchObject({ status: 400 });
    expect(JSON.parse((await cancel('7006ce52')).text)).toEqual({
      code: 71013040,
      message: "Job not found for id '7006ce52'.",
    });
  });

  test('may be accepted after the upload, and can then still be cancelled', async () => {
    const client = createTestClient({ uploadStatus: 'accepted' });
    const id = await client.create();
    await client.upload(id, 'key__c\na\n');
    expect(await client.job(id)).toMatchObject({ status: 'accepted' });
    await client.request('PATCH', `/objects/jobs/${id}/cancel`);
    await client.world.advance(1000);
    expect(await client.job(id)).toMatchObject({ status: 'cancelled' });
    expect(client.tenant.recordCount('Person')).toBe(0);
  });

  test.each([
    ['legacy-open', 'open'],
    ['unknown', 'accepted'],
  ] as const)('has other status words: %s', async (statusWords, word) => {
    const client = createTestClient({ uploadStatus: 'accepted', statusWords, extraFields: 'on' });
    const id = await client.create();
    await client.upload(id, 'key__c\na\n');
    expect(await client.job(id)).toMatchObject({ status: word, shard: { index: 3 } });
  });
});

describe('a failed job', () => {
  test('keeps the rows that it has stored', async () => {
    const client = createTestClient({ failAtRow: 2, failJobs: 1 });
    const id = await client.runJob('key__c\na\nb\nc\n');
    expect(await client.job(id)).toMatchObject({
      status: 'failed',
      recordsProcessed: 2,
      error: { code: 71012560, message: 'Service limit reached, please retry later.' },
    });
    expect([...client.tenant.records('Person')].map(({ row }) => row)).toEqual([2, 3]);
    const next = await client.runJob('key__c\nx\ny\nz\n');
    expect(await client.job(next)).toMatchObject({ status: 'completed' });
  });

  test('may have no error', async () => {
    const client = createTestClient({ failAtRow: 0, failJobs: 1, failedJobError: 'missing' });
    const job = await client.job(await client.runJob('key__c\na\n'));
    expect(job).toMatchObject({ status: 'failed', recordsProcessed: 0 });
    expect(job).not.toHaveProperty('error');
  });

  test('may be the result of some rejected rows', async () => {
    const client = createTestClient({ partialStatus: 'failed' });
    const id = await client.runJob('key__c\na\na\n');
    expect(await client.job(id)).toMatchObject({ status: 'failed' });
    expect(await client.errors(id)).toHaveLength(1);
  });

  test('is the result of an object that is full', async () => {
    const client = createTestClient({ recordsMax: 1 });
    const id = await client.runJob('key__c\na\nb\n');
    expect(await client.job(id)).toMatchObject({ status: 'failed', recordsProcessed: 1 });
  });
});

test.each([
  ['includes-rejects', 2],
  ['excludes-rejects', 1],
  ['zero', 0],
] as const)('recordsProcessed %s', async (recordsProcessed, expected) => {
  const client = createTestClient({ recordsProcessed });
  const id = await client.runJob('key__c\na\na\n');
  expect(await client.job(id)).toMatchObject({ recordsProcessed: expected });
});

test('recordsProcessed may grow while rows are stored', async () => {
  const client = createTestClient({ recordsProcessedWhileRunning: 'growing', processingMs: 3000 });
  const id = await client.create();
  const rows = Array.from({ length: 6000 }, (_, index) => `k${index}\n`).join('');
  await client.upload(id, `key__c\n${rows}`);
  await client.world.advance(1000);
  expect(await client.job(id)).toMatchObject({ status: 'in_progress', recordsProcessed: 2000 });
});

describe('the server, without a request,', () => {
  test('cancels before the file', async () => {
    const client = createTestClient({ serverCancels: 'before-file', serverCancelsJobs: 1 });
    const [first, second] = [await client.create(), await client.create()];
    await client.world.advance(1);
    expect(await client.job(first)).toMatchObject({ status: 'cancelled' });
    expect(await client.job(second)).toMatchObject({ status: 'pending' });
  });

  test('cancels in progress, after some rows', async () => {
    const client = createTestClient({ serverCancels: 'in-progress', serverCancelsAtRow: 1 });
    const id = await client.runJob('key__c\na\nb\n');
    expect(await client.job(id)).toMatchObject({ status: 'cancelled' });
    expect(client.tenant.recordCount('Person')).toBe(1);
  });

  test.each([
    ['cancelled', 200],
    ['failed', 200],
    ['gone', 404],
  ] as const)('lets pending jobs expire: %s', async (pendingExpiryTo, status) => {
    const client = createTestClient({ pendingExpiryMs: 100, pendingExpiryTo });
    const id = await client.create();
    await client.world.advance(100);
    const answer = await client.request('GET', `/objects/jobs/${id}`);
    expect(answer.status).toBe(status);
    if (status === 200) expect(JSON.parse(answer.text).status).toBe(pendingExpiryTo);
    expect(client.tenant.activeJobs).toBe(0);
  });

  test('hides a job that is running', async () => {
    const client = createTestClient({ jobsHiddenMs: 5000, jobsHiddenCount: 1 });
    const [first, second] = [await client.create(), await client.create()];
    for (const id of [first, second]) await client.upload(id, `key__c\n${id.slice(0, 8)}\n`);
    const get = (id: string) => client.request('GET', `/objects/jobs/${id}`);
    const listed = async () => JSON.stringify(await client.requestJson('GET', '/objects/jobs'));
    expect(await get(first)).toMatchObject({ status: 404 });
    expect(await client.request('GET', `/objects/jobs/${first}/errors`)).toMatchObject({
      status: 404,
    });
    expect(await listed()).not.toContain(first);
    expect(await get(second)).toMatchObject({ status: 200 });
    await client.world.advance(5000);
    expect(await client.job(first)).toMatchObject({ status: 'completed' });
    expect(await listed()).toContain(first);
    expect(client.tenant.recordCount('Person')).toBe(2);
  });

  test('purges errors and, later, jobs', async () => {
    const client = createTestClient({ errorsKeptMs: 20_000, jobsKeptMs: 30_000 });
    const id = await client.runJob('key__c\na\na\n');
    expect(await client.errors(id)).toHaveLength(1);
    await client.world.advance(15_000);
    expect(await client.request('GET', `/objects/jobs/${id}/errors`)).toMatchObject({
      status: 404,
    });
    expect(await client.request('GET', `/objects/jobs/${id}`)).toMatchObject({ status: 200 });
    await client.world.advance(15_000);
    expect(await client.request('GET', `/objects/jobs/${id}`)).toMatchObject({ status: 404 });
  });
});

describe('an update', () => {
  test('replaces the record: missing columns get their defaults', async () => {
    const client = createTestClient();
    await client.runJob('key__c,name__c,color__c\na,Ann,Blue\n');
    const [record] = [...client.tenant.records('Person')];
    await client.runJob(`Id,key__c,age__c\n${record?.id},a,7\n`, 'update');
    expect([...client.tenant.records('Person')]).toMatchObject([
      { id: record?.id, row: 2, cells: { key__c: 'a', age__c: '7', color__c: 'Red' } },
    ]);
    expect([...client.tenant.records('Person')][0]?.cells).not.toHaveProperty('name__c');
  });

  test('needs the Id of an existing record', async () => {
    const client = createTestClient();
    const id = await client.create('update');
    expect(await client.upload(id, 'key__c\na\n')).toMatchObject({ status: 400 });
    const job = await client.runJob(
      'Id,key__c\n123,a\ne0668230-eb63-40df-be65-08f083ca47b1,b\n',
      'update',
    );
    expect(await client.errors(job)).toMatchObject([
      { row: 2, code: 71012520, message: 'input string "123" is not a valid UUID' },
      { row: 3, code: 71012540 },
    ]);
  });

  test.each([
    ['Id', 'id', 400],
    ['id', 'id', 200],
    ['either', 'id', 200],
    ['either', 'Id', 200],
  ] as const)(
    'whose Id column is %s answers a file with column %s: %i',
    async (idColumn, name, status) => {
      const client = createTestClient({ idColumn });
      const id = await client.create('update');
      expect(await client.upload(id, `${name},key__c\n`)).toMatchObject({ status });
    },
  );
});

describe('a delete', () => {
  const filter = (field: string, operator: string, value: unknown) => ({
    conditions: [{ field, operator, value }],
  });
  const body = { operation: 'delete', namespace: 'default', object: 'Person' };

  test('removes the records that match its filter, without a file', async () => {
    const client = createTestClient();
    await client.runJob('key__c,age__c\na,1\nb,2\nc,3\n');
    const job = await client.requestJson('POST', '/objects/jobs', {
      ...body,
      filter: filter('age__c', 'GE', 2),
    });
    expect(job).toMatchObject({ status: 'accepted', operation: 'delete' });
    await client.world.advance(1000);
    const end = await client.job(String(job['Id']));
    expect(end).toMatchObject({ status: 'completed', recordsProcessed: 2 });
    expect([...client.tenant.records('Person')].map(({ cells }) => cells['key__c'])).toEqual(['a']);
    expect(await client.runJob('key__c\nc\n')).toBeTypeOf('string');
    expect(client.tenant.recordCount('Person')).toBe(2);
  });

  test('compares numbers to the last digit', async () => {
    const client = createTestClient();
    const [low, high] = ['1234567890123.123456788', '1234567890123.123456789'];
    await client.runJob(`key__c,score__c\na,${low}\nb,${high}\n`);
    const given = { ...body, filter: filter('score__c', 'GE', 'DIGITS') };
    const text = JSON.stringify(given).replace('"DIGITS"', high);
    const type = { 'content-type': 'application/json' };
    expect(await client.request('POST', '/objects/jobs', text, type)).toMatchObject({
      status: 200,
    });
    await client.world.advance(1000);
    expect([...client.tenant.records('Person')].map(({ cells }) => cells['key__c'])).toEqual(['a']);
  });

  test.each([
    [undefined],
    [{ conditions: [] }],
    [{ conditions: [1, 2, 3] }],
    [filter('age__c', 'GE', '2')],
    [filter('ref__c', 'EQ', 'x')],
    [filter('age__c', 'NE', 1)],
  ])('refuses the filter %j', async (given) => {
    const client = createTestClient();
    const answer = await client.request('POST', '/objects/jobs', { ...body, filter: given });
    expect(answer.status).toBe(400);
  });

  test('without a filter may delete everything', async () => {
    const client = createTestClient({ deleteWithoutFilter: 'delete-all' });
    await client.runJob('key__c\na\nb\n');
    await client.requestJson('POST', '/objects/jobs', body);
    await client.world.advance(1000);
    expect(client.tenant.recordCount('Person')).toBe(0);
  });

  test.each([
    ['none', []],
    ['without-row', [{ code: 71012560, record: { key__c: 'b' } }]],
    ['with-row', [{ row: 3, code: 71012560, record: { key__c: 'b' } }]],
  ] as const)(
    'may list the records that it could not delete: %s',
    async (deleteErrors, expected) => {
      const client = createTestClient({ deleteErrors, deleteRefusedEvery: 2 });
      await client.runJob('key__c,age__c\na,1\nb,2\nc,3\n');
      const job = await client.requestJson('POST', '/objects/jobs', {
        ...body,
        filter: filter('age__c', 'GE', 0),
      });
      await client.world.advance(1000);
      const errors = await client.errors(String(job['Id']));
      expect(errors).toMatchObject(expected);
      expect(errors.some((item) => 'row' in item)).toBe(deleteErrors === 'with-row');
      expect(client.tenant.recordCount('Person')).toBe(1);
    },
  );

  test.each([
    ['born__c', 'garbage'],
    ['born__c', '2020-02-30'],
    ['seen__c', 'yesterday'],
    ['CreatedDate', '2020'],
    ['Id', '123'],
    ['age__c', 1.5],
    ['age__c', '1'],
    ['active__c', 'true'],
    ['name__c', null],
    ['name__c', ['a']],
    ['tags__c', 'a'],
  ])('a value that is not of the type of its field is refused: %s %j', async (field, value) => {
    const client = createTestClient();
    await client.runJob('key__c,age__c,born__c\na,1,2019-01-01\n');
    const answer = await client.request('POST', '/objects/jobs', {
      ...body,
      filter: filter(field, 'LT', value),
    });
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([400, 71013320]);
  });

  test.each([
    ['born__c', '2020-01-01'],
    ['CreatedDate', '2200-01-01T00:00:00.000Z'],
    ['CreatedDate', '2200-01-01'],
    ['age__c', 2],
    ['score__c', 2],
    ['score__c', 2.5],
    ['name__c', 'b'],
  ])('a value of the type of its field is accepted: %s %j', async (field, value) => {
    const client = createTestClient();
    await client.runJob('key__c,age__c,born__c,name__c,score__c\na,1,2019-01-01,a,1\n');
    const answer = await client.request('POST', '/objects/jobs', {
      ...body,
      filter: filter(field, 'LT', value),
    });
    expect(answer).toMatchObject({ status: 200 });
    await client.world.advance(1000);
    expect(client.tenant.recordCount('Person')).toBe(0);
  });

  test('a filter on a create is refused, or ignored', async () => {
    const create = { ...body, operation: 'create', filter: filter('age__c', 'GE', 1) };
    const [strict, lenient] = [createTestClient(), createTestClient({ filterOnUpload: 'ignore' })];
    expect(await strict.request('POST', '/objects/jobs', create)).toMatchObject({ status: 400 });
    expect(await lenient.request('POST', '/objects/jobs', create)).toMatchObject({ status: 200 });
  });
});

test("a job may be for one of Zuora's own objects, which has no path of its own", async () => {
  const client = createTestClient();
  const body = { operation: 'create', namespace: 'com_zuora', object: 'SavedQuery' };
  const { text } = await client.request('POST', '/objects/jobs', body);
  const { Id: id } = JSON.parse(text);
  await client.upload(id, 'name,query\nall,select 1\n');
  await client.world.advance(1000);
  expect(await client.job(id)).toMatchObject({ namespace: 'com_zuora', recordsProcessed: 1 });
  expect(client.tenant.recordCount('SavedQuery')).toBe(1);
  for (const path of ['definitions/default', 'records/default', 'definitions/com_zuora']) {
    expect(await client.request('GET', `/objects/${path}/SavedQuery`)).toMatchObject({
      status: 404,
    });
  }
});
