import { describe, expect, test } from 'vitest';
import { createAsker } from '../../test/asker.ts';

describe('a job', () => {
  test('goes from pending through in_progress to completed', async () => {
    const asker = createAsker({ processingMs: 62 });
    const id = await asker.create();
    expect(await asker.job(id)).toMatchObject({ status: 'pending', recordsProcessed: 0 });
    await asker.world.advance(5000);
    expect(JSON.parse((await asker.upload(id, 'key__c\na\nb\n')).text)).toMatchObject({
      status: 'in_progress',
      processingTime: 0,
      recordsProcessed: 0,
    });
    await asker.world.advance(62);
    expect(await asker.job(id)).toMatchObject({
      Id: id,
      namespace: 'default',
      object: 'Person',
      operation: 'create',
      status: 'completed',
      processingTime: 62,
      recordsProcessed: 2,
    });
    expect(await asker.errors(id)).toEqual([]);
  });

  test('takes one file, and only while it is pending', async () => {
    const asker = createAsker();
    const id = await asker.create();
    await asker.upload(id, 'key__c\na\n');
    expect(await asker.upload(id, 'key__c\nb\n')).toMatchObject({ status: 400 });
    await asker.world.advance(1000);
    expect(await asker.upload(id, 'key__c\nb\n')).toMatchObject({ status: 400 });
    expect(asker.tenant.recordCount('Person')).toBe(1);
  });

  test('takes one of two files that come at the same time', async () => {
    const asker = createAsker();
    const id = await asker.create();
    const answers = await Promise.all([
      asker.upload(id, 'key__c\na\n'),
      asker.upload(id, 'key__c\nb\n'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  test('can be cancelled while pending and not later', async () => {
    const asker = createAsker();
    const id = await asker.create();
    const cancel = (job: string) => asker.ask('PATCH', `/objects/jobs/${job}/cancel`);
    expect(JSON.parse((await cancel(id)).text)).toMatchObject({ status: 'cancelled' });
    expect(await cancel(id)).toMatchObject({ status: 400 });
    expect(await asker.upload(id, 'key__c\na\n')).toMatchObject({ status: 400 });
    const running = await asker.create();
    await asker.upload(running, 'key__c\na\n');
    expect(await cancel(running)).toMatchObject({ status: 400 });
    expect(JSON.parse((await cancel('7006ce52')).text)).toEqual({
      code: 71013040,
      message: "Job not found for id '7006ce52'.",
    });
  });

  test('may be accepted after the upload, and can then still be cancelled', async () => {
    const asker = createAsker({ uploadStatus: 'accepted' });
    const id = await asker.create();
    await asker.upload(id, 'key__c\na\n');
    expect(await asker.job(id)).toMatchObject({ status: 'accepted' });
    await asker.ask('PATCH', `/objects/jobs/${id}/cancel`);
    await asker.world.advance(1000);
    expect(await asker.job(id)).toMatchObject({ status: 'cancelled' });
    expect(asker.tenant.recordCount('Person')).toBe(0);
  });

  test.each([
    ['legacy-open', 'open'],
    ['unknown', 'accepted'],
  ] as const)('statuses in other words: %s', async (statusWords, word) => {
    const asker = createAsker({ uploadStatus: 'accepted', statusWords, extraFields: 'on' });
    const id = await asker.create();
    await asker.upload(id, 'key__c\na\n');
    expect(await asker.job(id)).toMatchObject({ status: word, shard: { index: 3 } });
  });
});

describe('a failed job', () => {
  test('keeps the rows that it has stored', async () => {
    const asker = createAsker({ failAtRow: 2, failJobs: 1 });
    const id = await asker.load('key__c\na\nb\nc\n');
    expect(await asker.job(id)).toMatchObject({
      status: 'failed',
      recordsProcessed: 2,
      error: { code: 71012560, message: 'Service limit reached, please retry later.' },
    });
    expect([...asker.tenant.records('Person')].map(({ row }) => row)).toEqual([2, 3]);
    const next = await asker.load('key__c\nx\ny\nz\n');
    expect(await asker.job(next)).toMatchObject({ status: 'completed' });
  });

  test('may have no error', async () => {
    const asker = createAsker({ failAtRow: 0, failJobs: 1, failedJobError: 'missing' });
    const job = await asker.job(await asker.load('key__c\na\n'));
    expect(job).toMatchObject({ status: 'failed', recordsProcessed: 0 });
    expect(job).not.toHaveProperty('error');
  });

  test('is what partly rejected files may become', async () => {
    const asker = createAsker({ partialStatus: 'failed' });
    const id = await asker.load('key__c\na\na\n');
    expect(await asker.job(id)).toMatchObject({ status: 'failed' });
    expect(await asker.errors(id)).toHaveLength(1);
  });

  test('ends an object that is full', async () => {
    const asker = createAsker({ recordsMax: 1 });
    const id = await asker.load('key__c\na\nb\n');
    expect(await asker.job(id)).toMatchObject({ status: 'failed', recordsProcessed: 1 });
  });
});

test.each([
  ['includes-rejects', 2],
  ['excludes-rejects', 1],
  ['zero', 0],
] as const)('recordsProcessed %s', async (recordsProcessed, expected) => {
  const asker = createAsker({ recordsProcessed });
  const id = await asker.load('key__c\na\na\n');
  expect(await asker.job(id)).toMatchObject({ recordsProcessed: expected });
});

test('recordsProcessed may grow while rows are stored', async () => {
  const asker = createAsker({ recordsProcessedWhileRunning: 'growing', processingMs: 3000 });
  const id = await asker.create();
  const rows = Array.from({ length: 6000 }, (_, index) => `k${index}\n`).join('');
  await asker.upload(id, `key__c\n${rows}`);
  await asker.world.advance(1000);
  expect(await asker.job(id)).toMatchObject({ status: 'in_progress', recordsProcessed: 2000 });
});

describe('the server on its own', () => {
  test('cancels before the file', async () => {
    const asker = createAsker({ serverCancels: 'before-file', serverCancelsJobs: 1 });
    const [first, second] = [await asker.create(), await asker.create()];
    await asker.world.advance(1);
    expect(await asker.job(first)).toMatchObject({ status: 'cancelled' });
    expect(await asker.job(second)).toMatchObject({ status: 'pending' });
  });

  test('cancels in progress, after some rows', async () => {
    const asker = createAsker({ serverCancels: 'in-progress', serverCancelsAtRow: 1 });
    const id = await asker.load('key__c\na\nb\n');
    expect(await asker.job(id)).toMatchObject({ status: 'cancelled' });
    expect(asker.tenant.recordCount('Person')).toBe(1);
  });

  test.each([
    ['cancelled', 200],
    ['failed', 200],
    ['gone', 404],
  ] as const)('lets pending jobs expire: %s', async (pendingExpiryTo, status) => {
    const asker = createAsker({ pendingExpiryMs: 100, pendingExpiryTo });
    const id = await asker.create();
    await asker.world.advance(100);
    const answer = await asker.ask('GET', `/objects/jobs/${id}`);
    expect(answer.status).toBe(status);
    if (status === 200) expect(JSON.parse(answer.text).status).toBe(pendingExpiryTo);
    expect(asker.tenant.activeJobs).toBe(0);
  });

  test('hides a job that works on', async () => {
    const asker = createAsker({ jobsHiddenMs: 5000, jobsHiddenCount: 1 });
    const [first, second] = [await asker.create(), await asker.create()];
    for (const id of [first, second]) await asker.upload(id, `key__c\n${id.slice(0, 8)}\n`);
    const get = (id: string) => asker.ask('GET', `/objects/jobs/${id}`);
    const listed = async () => JSON.stringify(await asker.askJson('GET', '/objects/jobs'));
    expect(await get(first)).toMatchObject({ status: 404 });
    expect(await asker.ask('GET', `/objects/jobs/${first}/errors`)).toMatchObject({ status: 404 });
    expect(await listed()).not.toContain(first);
    expect(await get(second)).toMatchObject({ status: 200 });
    await asker.world.advance(5000);
    expect(await asker.job(first)).toMatchObject({ status: 'completed' });
    expect(await listed()).toContain(first);
    expect(asker.tenant.recordCount('Person')).toBe(2);
  });

  test('purges errors, then jobs', async () => {
    const asker = createAsker({ errorsKeptMs: 20_000, jobsKeptMs: 30_000 });
    const id = await asker.load('key__c\na\na\n');
    expect(await asker.errors(id)).toHaveLength(1);
    await asker.world.advance(15_000);
    expect(await asker.ask('GET', `/objects/jobs/${id}/errors`)).toMatchObject({ status: 404 });
    expect(await asker.ask('GET', `/objects/jobs/${id}`)).toMatchObject({ status: 200 });
    await asker.world.advance(15_000);
    expect(await asker.ask('GET', `/objects/jobs/${id}`)).toMatchObject({ status: 404 });
  });
});

describe('an update', () => {
  test('replaces: missing columns take their defaults', async () => {
    const asker = createAsker();
    await asker.load('key__c,name__c,color__c\na,Ann,Blue\n');
    const [record] = [...asker.tenant.records('Person')];
    await asker.load(`Id,key__c,age__c\n${record?.id},a,7\n`, 'update');
    expect([...asker.tenant.records('Person')]).toMatchObject([
      { id: record?.id, row: 2, cells: { key__c: 'a', age__c: '7', color__c: 'Red' } },
    ]);
    expect([...asker.tenant.records('Person')][0]?.cells).not.toHaveProperty('name__c');
  });

  test('needs the Id of a record that is there', async () => {
    const asker = createAsker();
    const id = await asker.create('update');
    expect(await asker.upload(id, 'key__c\na\n')).toMatchObject({ status: 400 });
    const job = await asker.load(
      'Id,key__c\n123,a\ne0668230-eb63-40df-be65-08f083ca47b1,b\n',
      'update',
    );
    expect(await asker.errors(job)).toMatchObject([
      { row: 2, code: 71012520, message: 'input string "123" is not a valid UUID' },
      { row: 3, code: 71012540 },
    ]);
  });

  test.each([
    ['Id', 'id', 400],
    ['id', 'id', 200],
    ['either', 'id', 200],
    ['either', 'Id', 200],
  ] as const)('whose column is called %s takes %s: %i', async (idColumn, name, status) => {
    const asker = createAsker({ idColumn });
    const id = await asker.create('update');
    expect(await asker.upload(id, `${name},key__c\n`)).toMatchObject({ status });
  });
});

describe('a delete', () => {
  const filter = (value: unknown) => ({
    conditions: [{ field: 'age__c', operator: 'GE', value }],
  });
  const body = { operation: 'delete', namespace: 'default', object: 'Person' };

  test('removes what meets its filter, without a file', async () => {
    const asker = createAsker();
    await asker.load('key__c,age__c\na,1\nb,2\nc,3\n');
    const job = await asker.askJson('POST', '/objects/jobs', { ...body, filter: filter(2) });
    expect(job).toMatchObject({ status: 'accepted', operation: 'delete' });
    await asker.world.advance(1000);
    const end = await asker.job(String(job['Id']));
    expect(end).toMatchObject({ status: 'completed', recordsProcessed: 2 });
    expect([...asker.tenant.records('Person')].map(({ cells }) => cells['key__c'])).toEqual(['a']);
    expect(await asker.load('key__c\nc\n')).toBeTypeOf('string');
    expect(asker.tenant.recordCount('Person')).toBe(2);
  });

  test.each([
    [undefined],
    [{ conditions: [] }],
    [{ conditions: [1, 2, 3] }],
    [filter('2')],
    [{ conditions: [{ field: 'ref__c', operator: 'EQ', value: 'x' }] }],
    [{ conditions: [{ field: 'age__c', operator: 'NE', value: 1 }] }],
  ])('refuses the filter %j', async (given) => {
    const asker = createAsker();
    const answer = await asker.ask('POST', '/objects/jobs', { ...body, filter: given });
    expect(answer.status).toBe(400);
  });

  test('without a filter may delete everything', async () => {
    const asker = createAsker({ deleteWithoutFilter: 'delete-all' });
    await asker.load('key__c\na\nb\n');
    await asker.askJson('POST', '/objects/jobs', body);
    await asker.world.advance(1000);
    expect(asker.tenant.recordCount('Person')).toBe(0);
  });

  test.each([
    ['none', []],
    ['without-row', [{ code: 71012560, record: { key__c: 'b' } }]],
    ['with-row', [{ row: 3, code: 71012560, record: { key__c: 'b' } }]],
  ] as const)('may list what it could not delete: %s', async (deleteErrors, expected) => {
    const asker = createAsker({ deleteErrors, deleteRefusedEvery: 2 });
    await asker.load('key__c,age__c\na,1\nb,2\nc,3\n');
    const job = await asker.askJson('POST', '/objects/jobs', { ...body, filter: filter(0) });
    await asker.world.advance(1000);
    const errors = await asker.errors(String(job['Id']));
    expect(errors).toMatchObject(expected);
    expect(errors.some((item) => 'row' in item)).toBe(deleteErrors === 'with-row');
    expect(asker.tenant.recordCount('Person')).toBe(1);
  });

  test('a filter on a create is refused, or ignored', async () => {
    const create = { ...body, operation: 'create', filter: filter(1) };
    const [strict, lenient] = [createAsker(), createAsker({ filterOnUpload: 'ignore' })];
    expect(await strict.ask('POST', '/objects/jobs', create)).toMatchObject({ status: 400 });
    expect(await lenient.ask('POST', '/objects/jobs', create)).toMatchObject({ status: 200 });
  });
});
