import type { Target } from '@rowferry/core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { rejection, serve } from './local-server.fixture.ts';
import { zuora } from './target.ts';

const { signal } = new AbortController();

const DELIVERY = {
  type: 'Delivery',
  schema: {
    object: 'Delivery',
    label: 'Delivery',
    properties: {
      ProductName__c: { type: 'string', maxLength: 512, origin: 'custom' },
      ShippingDate__c: { type: 'string', format: 'date', origin: 'custom' },
      Cancelled__c: { type: 'boolean', default: false, origin: 'custom' },
      Id: { type: 'string', format: 'uuid', origin: 'system' },
    },
    required: ['ProductName__c', 'Id'],
    filterable: ['ProductName__c', 'Id'],
    unique: ['ProductName__c'],
  },
};

describe('zuora', () => {
  it('says what decides, with defaults filled in and without the login', () => {
    const given = { baseUrl: 'https://rest.test', object: 'O', operation: 'create' } as const;
    const of = (more: object) => zuora({ ...given, token: 'secret', ...more }).decides;
    const one = of({});
    expect(JSON.stringify(one)).not.toContain('secret');
    for (const same of [
      { baseUrl: 'https://REST.test:443/' },
      { namespace: 'default' },
      { token: 'other', gzip: true, trackId: 'x' },
      { token: undefined, clientId: 'a', clientSecret: 'b' },
    ]) {
      expect(of(same)).toEqual(one);
    }
    for (const other of [
      { baseUrl: 'https://rest.test/a' },
      { namespace: 'com_zuora' },
      { entityIds: '1a2b7a37-7ea6-4b7c-8e0f-6d2f1c0e9a11' },
      { orgIds: 'o' },
      { version: '1' },
      { object: 'P' },
    ]) {
      expect(of(other)).not.toEqual(one);
    }
  });

  it('is a target of core for one object and one operation', async () => {
    const { baseUrl, received } = await serve(({ path }) => ({
      body: path.startsWith('/objects/records')
        ? { records: [{ vin__c: 'a' }] }
        : { Id: 'j1', status: 'pending' },
    }));
    const login = { baseUrl, token: 'token-1' };
    const target = zuora({
      ...login,
      object: 'SavedQuery',
      operation: 'update',
      namespace: 'com_zuora',
    });
    expectTypeOf(target).toExtend<Target>();
    expect(target).toMatchObject({ name: 'zuora', object: 'SavedQuery', operation: 'update' });
    expect(target.limits).toEqual({ activeJobsMax: 5, fileBytesMax: 15_000_000 });
    await target.create({ operation: 'update', key: 'k' }, { signal });
    expect(JSON.parse(String(received[0]?.body))).toEqual({
      object: 'SavedQuery',
      operation: 'update',
      namespace: 'com_zuora',
    });
    // Only custom objects can be read.
    expect(target).not.toHaveProperty('find');
    expect(target).not.toHaveProperty('describe');
  });

  it('uses the default namespace if the options have none', async () => {
    const { baseUrl, received } = await serve(() => ({ body: { Id: 'j1', status: 'pending' } }));
    const target = zuora({ baseUrl, token: 't', object: 'Vehicle', operation: 'create' });
    await target.create({ operation: 'create', key: 'k' }, { signal });
    expect(JSON.parse(String(received[0]?.body))).toMatchObject({ namespace: 'default' });
  });
});

describe('describe', () => {
  it('describes the columns of its object', async () => {
    const { baseUrl, received } = await serve(() => ({ body: DELIVERY }));
    const target = zuora({ baseUrl, token: 't', object: 'Delivery', operation: 'create' });
    const plain = { required: false, unique: false, filterable: false, system: false };
    expect(await target.describe?.({ signal })).toEqual({
      object: 'Delivery',
      columns: {
        ProductName__c: {
          ...plain,
          type: 'string',
          required: true,
          unique: true,
          filterable: true,
        },
        ShippingDate__c: { ...plain, type: 'string', format: 'date' },
        Cancelled__c: { ...plain, type: 'boolean', default: false },
        Id: { ...plain, type: 'string', format: 'uuid', filterable: true, system: true },
      },
    });
    expect(received[0]?.path).toBe('/objects/definitions/default/Delivery');
  });

  it('rejects as missing if there is no such object', async () => {
    const body = { code: 71000040, message: 'Not Found.' };
    const { baseUrl } = await serve(() => ({ status: 404, body }));
    const target = zuora({ baseUrl, token: 't', object: 'Nothing', operation: 'create' });
    const error = await rejection(Promise.resolve(target.describe?.({ signal })));
    expect(error).toMatchObject({ failure: { answer: 'refused', meaning: 'missing' } });
  });

  it('rejects a definition without properties', async () => {
    const { baseUrl } = await serve(() => ({ body: { type: 'Delivery', schema: {} } }));
    const target = zuora({ baseUrl, token: 't', object: 'Delivery', operation: 'create' });
    expect(await rejection(Promise.resolve(target.describe?.({ signal })))).toMatchObject({
      failure: { answer: 'lost' },
    });
  });
});
