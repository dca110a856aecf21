import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { zuoraClient } from '@rowferry/zuora';
import { describe, expect, test } from 'vitest';
import { answerHeaders, type Operation, operations, requestHeaders } from './operations.ts';
import { synchronousOperations } from './synchronous-operations.ts';

const PAGE = readFileSync(new URL('../../docs/zuora-api.md', import.meta.url), 'utf8');

/** The text of a section of the page, without its subsections. */
function section(number: string): string {
  const heading = new RegExp(`^#+ ${number.replace('.', '\\.')}\\.? .*$`, 'm');
  const [start = '', rest = ''] = PAGE.split(heading);
  if (start === PAGE) throw new Error(`there is no section ${number}`);
  return rest.split(/^#+ \d/m)[0] ?? '';
}

/** The samples of a section, in their order. */
function samples(number: string): unknown[] {
  const blocks = section(number).matchAll(/^```json\n(.*?)^```$/gms);
  return [...blocks].map(([, json = '']) => JSON.parse(json));
}

/**
 * The statuses that the page gives an operation: those of its row if its section has several operations, and the
 * refusal that section 1 gives to all operations that need a permission, unless another is declared.
 */
function documentedStatuses({ section: number, method, path }: Operation): number[] {
  const text = section(number);
  const rows = `${section('1')}\n${text}`
    .split('\n')
    .filter((line) => line.startsWith('|') && line.includes(`\`${method} ${path}\``));
  const own = rows.find((row) => text.includes(row)) ?? text;
  const statuses = [...own.matchAll(/`([1-5]\d\d)`/g)].map(([, status]) => Number(status));
  const needsPermission = rows.some((row) => /\b(?:View|Edit|Delete)\b/.test(row));
  const isDeclared = /`401` to a login without it/.test(own);
  const isRefused =
    needsPermission && !isDeclared && section('1').includes('answers `403` to a login without it');
  return [...new Set(isRefused ? [...statuses, 403] : statuses)].sort();
}

/** The parameters that the page gives an operation, as a sentence or in its address. */
function documentedParameters({ section: number, method, path }: Operation): string[] {
  const text = section(number);
  const [, sentence] = /^Query: (.*)$/m.exec(text) ?? [];
  if (sentence !== undefined)
    return [...sentence.matchAll(/`(\w+)` \(/g)].map(([, name = '']) => name);
  const [, query = ''] = text.split(`\`${method} ${path}?`);
  return [...new Set(new URLSearchParams(query.split('`')[0]).keys())];
}

/** A server that answers each request with the same body, and keeps what it was sent. */
async function answering(body: unknown) {
  const sent: unknown[] = [];
  const server = createServer(async (incoming, outgoing) => {
    sent.push(String(await buffer(incoming)));
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    client: zuoraClient({ baseUrl, token: 'token-1' }),
    sent,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe('the description of the operations says what the page says', () => {
  test.each(Object.entries({ ...operations, ...synchronousOperations }))(
    '%s',
    (_, operation: Operation) => {
      const text = section(operation.section);
      // The table of section 1 has the paths of jobs; the tables of the other sections have theirs.
      const where =
        text + section('1') + PAGE.split('## 7. Related endpoints')[1]?.split('\n## 8')[0];
      expect(where).toContain(operation.path.replace('{base}', ''));
      expect(where).toContain(operation.method);
      expect(Object.keys(operation.query?.shape ?? {})).toEqual(documentedParameters(operation));
      if (operation.contentType !== undefined) {
        expect(text + section('1.1')).toContain(operation.contentType);
      }
      expect(Object.keys(operation.answers).map(Number)).toEqual(documentedStatuses(operation));
    },
  );

  test.each([
    ['1.1', requestHeaders],
    ['1.1', answerHeaders],
    ['6.1', operations.token.answerHeaders],
  ])('headers of section %s', (number, { shape }) => {
    const text = section(number).toLowerCase();
    const ofHttp = ['accept', 'content-length', 'host', 'connection'];
    for (const [name, value] of Object.entries(shape)) {
      const isAbsent = value.safeParse(undefined).success && !value.safeParse('1').success;
      if (!ofHttp.includes(name) && !isAbsent) expect(text).toContain(name);
    }
  });
});

describe('the client sends and reads the samples of the page', () => {
  test('POST /objects/jobs', async () => {
    const [create, remove] = samples('1.2') as Record<string, never>[];
    await using server = await answering(samples('1.8')[0]);
    for (const request of [create, remove])
      await server.client.jobs.create({ ...request } as never);
    expect(server.sent.map((body) => JSON.parse(String(body)))).toEqual([create, remove]);
  });

  test('a job', async () => {
    await using server = await answering(samples('1.8')[0]);
    expect(await server.client.jobs.get('j')).toMatchObject({
      id: 'ed4b9701-bafb-4976-8019-b08269430153',
      phase: 'over',
      result: 'failed',
      recordsProcessed: 500,
      error: { meaning: 'full', code: 71012560 },
    });
  });

  test('a list of jobs', async () => {
    await using server = await answering(samples('1.3')[0]);
    expect(await server.client.jobs.list({ pageSize: 2 })).toMatchObject({
      jobs: [{ status: 'completed' }, { status: 'pending', phase: 'waiting' }],
      cursor: 'a9e9a58d-0a11-4685-b1ab-99521dbc20a1',
    });
  });

  test('an error list', async () => {
    await using server = await answering(samples('2')[0]);
    const errors = [];
    for await (const one of server.client.jobs.errors('j')) errors.push(one);
    expect(errors).toMatchObject([
      { row: 12, code: 71012520, record: { DeviceId__c: '10101011', type: 'Vehicle' } },
    ]);
  });

  test('a definition', async () => {
    await using server = await answering(samples('7.1')[0]);
    expect(await server.client.definitions.get({ object: 'Delivery' })).toMatchObject({
      object: 'Delivery',
      unique: ['ProductName__c'],
      filterable: ['ProductName__c', 'Id', 'CreatedDate', 'UpdatedDate'],
      properties: { Tags__c: { multiselect: true } },
    });
  });
});
