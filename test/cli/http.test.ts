import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSimulator } from '@rowferry/simulator';
import { expect, test } from 'vitest';
import { folderWith, rowferry, VEHICLES, variablesOf } from './rowferry.ts';

const TOKEN = 'hunter2';
const MIGRATION = VEHICLES.replace(
  '  use: jsonl\n  path: vehicles.jsonl\n',
  `  use: http
  url: \${LEGACY_URL}/vehicles
  token: \${LEGACY_TOKEN}
  records: data.items
  paging: { by: next, at: links.next, total: total }
`,
);

type Api = AsyncDisposable & { readonly url: string };

async function serving(answer: RequestListener): Promise<Api> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** An API with three pages that requires the token. The first request for the second page gets a 503. */
function startLegacyApi(): Promise<Api> {
  let requests = 0;
  return serving(({ url = '', headers }, response) => {
    requests++;
    if (headers.authorization !== `Bearer ${TOKEN}`) return response.writeHead(401).end();
    if (requests === 2) return response.writeHead(503, { 'retry-after': '1' }).end();
    const page = Number(new URL(url, 'http://local').searchParams.get('page') ?? 1);
    const items = [0, 1].map((item) =>
      page === 2 && item === 1
        ? 'not an object'
        : { vin: `VIN${page}${item}`, brand: 'Volvo', notes: String(page) },
    );
    const next = page < 3 ? { next: `/vehicles?page=${page + 1}&token=${TOKEN}` } : {};
    return response.end(JSON.stringify({ total: 6, data: { items }, links: next }));
  });
}

test('`use: http` reads an API page by page, and no secret gets into the files of the run', async () => {
  await using simulator = await startSimulator();
  await using api = await startLegacyApi();
  await using folder = await folderWith({ 'v.yaml': MIGRATION });
  const env = { ...variablesOf(simulator), LEGACY_URL: api.url, LEGACY_TOKEN: TOKEN };
  const surroundings = { cwd: folder.path, env };
  const { code, stderr } = await rowferry(['run', 'v.yaml', '--run-dir', 'out'], surroundings);
  expect(stderr).toMatch(/^ {2}loaded +5$/m);
  expect(code).toBe(1);
  const vins = [...simulator.tenant.records('Vehicle')].map(({ cells }) => cells['vin__c']);
  expect(vins.sort()).toEqual(['VIN10', 'VIN11', 'VIN20', 'VIN30', 'VIN31']);
  const rejected = await readFile(`${folder.path}/out/rejected.jsonl`, 'utf8');
  expect(JSON.parse(rejected)).toEqual({
    position: 3,
    at: `${api.url}/vehicles page 2 record 2`,
    raw: '"not an object"',
    by: 'source',
    errors: [{ code: 'RECORD_NOT_OBJECT', message: 'the record is a string instead of an object' }],
    run: expect.stringMatching(/^\d{8}-\d{6}-/) as string,
  });
  const run = await readFile(`${folder.path}/out/run.json`, 'utf8');
  expect(stderr + rejected + run).not.toContain(TOKEN);

  const refused = await rowferry(['run', 'v.yaml'], {
    ...surroundings,
    env: { ...env, LEGACY_TOKEN: 'wrong' },
  });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(
    `${api.url}/vehicles page 1 answers with status 401; ` +
      'check `token`, `username` and `password`, or `headers` [SOURCE_FAILED]',
  );
});

/** An API with six vehicles, whose cursor behind the last page is 404. */
function startCursorApi(): Promise<Api> {
  return serving(({ url = '' }, response) => {
    const at = Number(new URL(url, 'http://local').searchParams.get('at') ?? 0);
    if (at === 404) return response.end('{"message":"no such place"}');
    const items = [at, at + 1].map((n) => ({ vin: `VIN${n}`, brand: 'Volvo', notes: `${n}` }));
    return response.end(JSON.stringify({ items, next: at < 4 ? at + 2 : 404 }));
  });
}

test('a run that met a bad page is resumed after `paging` was corrected, and nothing else', async () => {
  await using simulator = await startSimulator();
  await using api = await startCursorApi();
  const migration = (records: string, end: string) =>
    VEHICLES.replace(
      '  use: jsonl\n  path: vehicles.jsonl\n',
      `  use: http
  url: \${LEGACY_URL}/vehicles
  records: ${records}
  paging: { by: cursor, at: next, param: at${end} }
`,
    );
  await using folder = await folderWith({ 'v.yaml': migration('items', '') });
  const surroundings = {
    cwd: folder.path,
    env: { ...variablesOf(simulator), LEGACY_URL: api.url },
  };
  const vins = () => [...simulator.tenant.records('Vehicle')].map(({ cells }) => cells['vin__c']);
  const { code, stderr } = await rowferry(['run', 'v.yaml', '--run-dir', 'out'], surroundings);
  expect(stderr).toContain('/vehicles page 4 has no array at `items`; ');
  expect(stderr).not.toContain('no such place');
  expect(code).toBe(2);

  await writeFile(`${folder.path}/v.yaml`, migration('other', ', end: 404'));
  const changed = await rowferry(['resume', 'out'], surroundings);
  expect(changed.stderr).toContain('[MIGRATION_CHANGED]');
  await writeFile(`${folder.path}/v.yaml`, migration('items', ', end: 404'));
  const resumed = await rowferry(['resume', 'out'], surroundings);
  expect(resumed.stderr).toMatch(/^ {2}loaded +6$/m);
  expect(resumed.code).toBe(0);
  expect(vins().sort()).toEqual([0, 1, 2, 3, 4, 5].map((n) => `VIN${n}`));
});
