import { defineObject, type Simulator, startSimulator } from '@rowferry/simulator';
import { request } from 'undici';
import { expect, test } from 'vitest';
import { type Operation, operations } from './operations.ts';
import { synchronousOperations } from './synchronous-operations.ts';

const ALL = { ...operations, ...synchronousOperations };
type Name = keyof typeof ALL;

const THING = defineObject('Thing', { name__c: { type: 'string', filterable: true } });
const TOKEN = 'token-1';
const OTHER = 'e0668230-eb63-40df-be65-08f083ca47b1';
const CLIENT = { clientId: '0'.repeat(36), clientSecret: 'secret' };

interface Request {
  readonly method: string;
  readonly path: string;
  readonly query?: [string, string][];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A request for each operation that the tenant answers with 200. */
function valid(name: Name, { tenant }: Simulator): Request {
  const { method, contentType, path }: Operation = ALL[name];
  const id = path.includes('/jobs/')
    ? tenant.addForeignJob({ object: 'Thing', status: 'pending' })
    : tenant.addRecord('Thing', { name__c: 'Ann' });
  const headers = {
    ...(name !== 'token' && { authorization: `Bearer ${TOKEN}` }),
    ...(contentType !== undefined && { 'content-type': contentType }),
  };
  return {
    method,
    path: path.replace('{id}', id).replace('{object}', 'Thing'),
    headers,
    ...CONTENT[name],
    ...(name === 'batch' && {
      body: { action: { type: 'update', records: { [id]: { name__c: 'Ann' } } } },
    }),
  };
}

const CONTENT: Partial<Record<Name, Pick<Request, 'body' | 'query'>>> = {
  token: {
    body: {
      client_id: CLIENT.clientId,
      client_secret: CLIENT.clientSecret,
      grant_type: 'client_credentials',
    },
  },
  create: {
    body: {
      operation: 'delete',
      object: 'Thing',
      namespace: 'default',
      filter: { conditions: [{ field: 'name__c', operator: 'EQ', value: 'x' }] },
    },
  },
  upload: { body: 'name__c\nAnn\n' },
  list: {
    query: [
      ['pageSize', '10'],
      ['status', 'completed'],
    ],
  },
  find: {
    query: [
      ['pageSize', '10'],
      ['q', 'name__c:x'],
    ],
  },
  insert: { body: { records: [{ name__c: 'Ann' }], allowPartialSuccess: false } },
  replace: { body: { name__c: 'Ann' } },
  patch: { body: { name__c: 'Ann' } },
};

/** The same request with one thing that is not as documented, by what it is. */
function wrong(name: Name, valid: Request): [string, Request][] {
  const operation: Operation = ALL[name];
  const found = [...wrongHeaders(operation, valid), ...wrongQueries(operation, valid)];
  const { path, body } = valid;
  const uuid = /[0-9a-f]{8}-[0-9a-f-]{27}/;
  if (operation.path.includes('{id}')) {
    found.push(['an id that is none', { ...valid, path: path.replace(uuid, '123') }]);
    // To remove a record that is not there is right.
    if (name !== 'remove')
      found.push(['another id', { ...valid, path: path.replace(uuid, OTHER) }]);
  }
  if (operation.path.includes('{object}')) {
    found.push(['another case', { ...valid, path: path.replace('Thing', 'thing') }]);
  }
  found.push(['another method', { ...valid, method: 'OPTIONS' }]);
  if (operation.body === undefined) found.push(['a body', { ...valid, body: {} }]);
  for (const [what, other] of [...changes(body), ...(CHANGES[name] ?? [])]) {
    if (operation.body !== undefined && !operation.body.safeParse(other).success) {
      found.push([what, { ...valid, body: other }]);
    }
  }
  return found;
}

/** Changes that no change of one part makes. */
const CHANGES: Partial<Record<Name, [string, unknown][]>> = {
  batch: [
    ['an update with ids', { action: { type: 'update', records: {}, ids: [OTHER] } }],
    ['a delete with records', { action: { type: 'delete', ids: [OTHER], records: {} } }],
    [
      'a delete with allowPartialSuccess',
      { action: { type: 'delete', ids: [OTHER], allowPartialSuccess: true } },
    ],
  ],
};

function wrongHeaders(operation: Operation, valid: Request): [string, Request][] {
  const { headers } = valid;
  const withHeader = (what: string, header: string, value: string): [string, Request] => [
    `${what} ${value}`,
    { ...valid, headers: { ...headers, [header]: value } },
  ];
  const { authorization, ...anonymous } = headers;
  const found =
    authorization === undefined
      ? [withHeader('authorization', 'authorization', `Bearer ${TOKEN}`)]
      : [
          ['no authorization', { ...valid, headers: anonymous }] satisfies [string, Request],
          withHeader('another token', 'authorization', 'Bearer other'),
          withHeader('no bearer', 'authorization', `Basic ${TOKEN}`),
        ];
  for (const entities of ['a,b', `${OTHER},${OTHER}`, OTHER.replaceAll('-', '')]) {
    found.push(withHeader('entities', 'zuora-entity-ids', entities));
  }
  for (const orgs of ['', ',', 'a,,b', 'a,', ',b', 'a b']) {
    found.push(withHeader('orgs', 'zuora-org-ids', orgs));
  }
  for (const trackId of ['a:b', 'a;b', 'a"b', "a'b", 'x'.repeat(65)]) {
    found.push(withHeader('track id', 'zuora-track-id', trackId));
  }
  if (operation.contentType !== undefined) {
    found.push(withHeader('content type', 'content-type', 'multipart/form-data; boundary=x'));
    found.push(withHeader('content type', 'content-type', 'text/plain'));
  }
  return found;
}

function wrongQueries(operation: Operation, valid: Request): [string, Request][] {
  const { query = [] } = valid;
  const found: [string, Request][] = [['a parameter', { ...valid, query: [...query, ['x', '1']] }]];
  for (const parameter of Object.keys(operation.query?.shape ?? {})) {
    const others = query.filter(([name]) => name !== parameter);
    const lower = parameter.toLowerCase();
    if (lower !== parameter) {
      found.push([lower, { ...valid, query: [...others, [lower, '1']] }]);
    }
    for (const value of ['', '0', '-1', '1.5', 'x', '101', '1001']) {
      const given: [string, string][] = [...others, [parameter, value]];
      if (!operation.query?.safeParse(Object.fromEntries(given)).success) {
        found.push([`${parameter}=${value}`, { ...valid, query: given }]);
      }
    }
  }
  for (const pair of query) {
    found.push([`${pair[0]} twice`, { ...valid, query: [...query, pair] }]);
  }
  return found;
}

/** A value with each of its parts left out or replaced, and with one more, at every depth. */
function* changes(value: unknown, at = 'body'): Generator<[string, unknown]> {
  for (const other of [null, 7, true, 'other', {}, []]) {
    yield [`${at} is ${JSON.stringify(other)}`, other];
  }
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [`${at}.foo`, { ...value, foo: 1 }];
  for (const [key, part] of Object.entries(value)) {
    const place = `${at}.${key}`;
    const put = (changed: unknown) =>
      Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed };
    if (Array.isArray(value)) {
      yield [`${place} thrice`, [part, part, part]];
    } else {
      yield [`no ${place}`, Object.fromEntries(Object.entries(value).filter(([k]) => k !== key))];
    }
    for (const [what, changed] of changes(part, place)) yield [what, put(changed)];
  }
}

test.each(Object.keys(ALL) as Name[])('what is not as documented is refused: %s', async (name) => {
  await using first = await start();
  const { status, text } = await send(first, valid(name, first));
  expect([status, ALL[name].answers[200].safeParse(JSON.parse(text)).error]).toEqual([
    200,
    undefined,
  ]);
  // Another tenant, in which no job runs.
  await using simulator = await start();
  const accepted: string[] = [];
  const stored = () =>
    JSON.stringify([simulator.tenant.jobs().length, [...simulator.tenant.records('Thing')]]);
  for (const [what, request] of wrong(name, valid(name, simulator))) {
    const before = stored();
    const { status, text } = await send(simulator, request);
    const isRefused = status >= 400 && status < 500 && /"code":"?\d+/.test(text);
    if (!isRefused || stored() !== before) accepted.push(`${what}: ${status}`);
  }
  expect(accepted).toEqual([]);
});

const start = () =>
  startSimulator({
    definitions: [THING],
    tokens: [{ token: TOKEN }],
    clients: [CLIENT],
    knobs: { activeJobsMax: 1000 },
  });

async function send({ url }: Simulator, { method, path, query, headers, body }: Request) {
  const parameters = new URLSearchParams(query);
  const answer = await request(`${url}${path}${query === undefined ? '' : `?${parameters}`}`, {
    method: method as 'GET',
    headers,
    body: body === undefined ? null : encoded(body, headers['content-type']),
  });
  return { status: answer.statusCode, text: await answer.body.text() };
}

function encoded(body: unknown, contentType: string | undefined): string {
  if (contentType === 'text/csv' && typeof body === 'string') return body;
  if (contentType === 'application/x-www-form-urlencoded') {
    const fields = typeof body === 'object' && body !== null ? body : { body };
    const texts = Object.entries(fields).map(([key, value]) => [key, String(value)]);
    return new URLSearchParams(Object.fromEntries(texts)).toString();
  }
  return JSON.stringify(body);
}
