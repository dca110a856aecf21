import { stringifyExact } from '@rowferry/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { APIS_BY_LINK_OR_CURSOR } from './apis-by-link.fixture.ts';
import { APIS_BY_BODY_OR_SHAPE } from './apis-by-shape.fixture.ts';
import { json, type LocalServer, readAll, recordsOf, startServer } from './local-server.fixture.ts';
import { valueAt } from './path.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const APIS = { ...APIS_BY_LINK_OR_CURSOR, ...APIS_BY_BODY_OR_SHAPE };

test.each(Object.entries(APIS))('%s is read, and continued', async (_, api) => {
  server.answer((received, response) => {
    const { status = 200, headers = {}, body } = api.answer(received);
    if (status === 200) json(response, body, headers);
    else response.writeHead(status, headers).end(stringifyExact(body));
  });
  const { path, ...rest } = api.options;
  const options = { ...rest, url: `${server.url}${path}` };
  const idsOf = async (checkpoint?: unknown) => {
    const batches = await readAll(options, { checkpoint });
    return { batches, ids: recordsOf(batches).map((record) => Number(valueAt(record, api.id))) };
  };
  const { batches, ids } = await idsOf();
  expect(ids).toEqual([0, 1, 2, 3, 4]);
  const hasAll = batches.every(({ checkpoint }) => checkpoint !== undefined);
  expect(hasAll).toBe(api.hasNoCheckpoints !== true);
  let read = 0;
  for (const { records, checkpoint } of batches) {
    read += records.length;
    if (checkpoint !== undefined) expect((await idsOf(checkpoint)).ids).toEqual(ids.slice(read));
  }
});
