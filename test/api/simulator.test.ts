import { defineObject, type Simulator, startSimulator } from '@rowferry/simulator';
import { expect, test } from 'vitest';
import { type Operation, type OperationName, operations } from './operations.ts';

const THING = defineObject('Thing', { name__c: { type: 'string', filterable: true } });
const TOKEN = 'token-1';
const OTHER = 'e0668230-eb63-40df-be65-08f083ca47b1';
const CLIENT = { clientId: '0'.repeat(36), clientSecret: 'secret' };

interface Request {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A request for each operation that the tenant answers with 200. */
async function valid(name: OperationName, { tenant }: Simulator): Promise<Request> {
  const { method, contentType }: Operation = operations[name];
  const id = tenant.addForeignJob({ object: 'Thing', status: 'pending' });
  const path = operations[name].path.replace('{id}', id).replace('{object}', 'Thing');
  const headers = {
    ...(name !== 'token' && { authorization: `Bearer ${TOKEN}` }),
    ...(contentType !== undefined && { 'content-type': contentType }),
  };
  return { method, path, headers, ...CONTENT[name] };
}

const CONTENT: Partial<Record<OperationName, Pick<Request, 'body' | 'query'>>> = {
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
  list: { query: { pageSize: '10', status: 'completed' } },
  find: { query: { pageSize: '10', q: 'name__c:x' } },
};

/** The same request with one thing that is not as documented, by what it is. */
function wrong(name: OperationName, request: Request): [string, Request][] {
  const operation: Operation = operations[name];
  const { headers, query = {}, body } = request;
  const withHeader = (header: string, value: string) => ({
    ...request,
    headers: { ...headers, [header]: value },
  });
  const found: [string, Request][] = [];
  const { authorization, ...anonymous } = headers;
  if (authorization === undefined) {
    found.push(['authorization', withHeader('authorization', `Bearer ${TOKEN}`)]);
  } else {
    found.push(['no authorization', { ...request, headers: anonymous }]);
    found.push(['another token', withHeader('authorization', 'Bearer other')]);
    found.push(['no bearer', withHeader('authorization', `Basic ${TOKEN}`)]);
  }
  for (const entities of ['a,b', `${OTHER},${OTHER}`, OTHER.replaceAll('-', '')]) {
    found.push([`entities ${entities}`, withHeader('zuora-entity-ids', entities)]);
  }
  for (const trackId of ['a:b', 'a;b', 'a"b', "a'b", 'x'.repeat(65)]) {
    found.push([`track id ${trackId}`, withHeader('zuora-track-id', trackId)]);
  }
  if (operation.contentType !== undefined) {
    found.push(['multipart', withHeader('content-type', 'multipart/form-data; boundary=x')]);
    found.push(['text', withHeader('content-type', 'text/plain')]);
  }
  if (request.path.includes('/jobs/')) {
    const { path } = request;
    found.push(['another id', { ...request, path: path.replace(/[0-9a-f-]{36}/, OTHER) }]);
    found.push(['an id that is none', { ...request, path: path.replace(/[0-9a-f-]{36}/, '123') }]);
  }
  if (operation === operations.token && typeof body === 'object') {
    found.push(['an unknown field', { ...request, body: { ...body, scope: 'all' } }]);
  }
  found.push(['another method', { ...request, method: 'PUT' }]);
  for (const parameter of Object.keys(operation.query?.shape ?? {})) {
    for (const value of ['', '0', '-1', '1.5', 'x', '101', '1001']) {
      const given = { ...query, [parameter]: value };
      if (!operation.query?.safeParse(given).success) {
        found.push([`${parameter}=${value}`, { ...request, query: given }]);
      }
    }
  }
  for (const [what, other] of changes(body)) {
    if (operation.body !== undefined && !operation.body.safeParse(other).success) {
      found.push([what, { ...request, body: other }]);
    }
  }
  return found;
}

/** A value with each of its parts left out or replaced, at every depth. */
function* changes(value: unknown, at = 'body'): Generator<[string, unknown]> {
  for (const other of [null, 7, true, 'other', {}, []]) {
    yield [`${at} is ${JSON.stringify(other)}`, other];
  }
  if (typeof value !== 'object' || value === null) return;
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

test.each(Object.keys(operations) as OperationName[])(
  'what is not as documented is refused: %s',
  async (name) => {
    await using simulator = await startSimulator({
      definitions: [THING],
      tokens: [{ token: TOKEN }],
      clients: [CLIENT],
      knobs: { activeJobsMax: 1000 },
    });
    expect(await send(simulator, await valid(name, simulator))).toMatchObject({ status: 200 });
    const accepted: string[] = [];
    for (const [what, request] of wrong(name, await valid(name, simulator))) {
      const jobs = simulator.tenant.jobs().length;
      const { status, text } = await send(simulator, request);
      const isRefused = status >= 400 && status < 500 && /"code":"?\d+/.test(text);
      if (!isRefused || simulator.tenant.jobs().length > jobs) accepted.push(`${what}: ${status}`);
    }
    expect(accepted).toEqual([]);
  },
);

async function send({ url }: Simulator, { method, path, query, headers, body }: Request) {
  const parameters = query === undefined ? '' : `?${new URLSearchParams(query)}`;
  const answer = await fetch(`${url}${path}${parameters}`, {
    method,
    headers,
    ...(body !== undefined && { body: encoded(body, headers['content-type']) }),
  });
  return { status: answer.status, text: await answer.text() };
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
