import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { zuora, zuoraClient } from './index.ts';
import type { ZuoraClientOptions } from './options.ts';

const TOKEN = { baseUrl: 'https://rest.test.zuora.com', token: 'token-1' };

function errorMessage(options: object): string {
  try {
    zuoraClient(options as ZuoraClientOptions);
  } catch (error) {
    if (error instanceof TypeError) return error.message;
  }
  throw new Error('Expected a TypeError');
}

describe('zuoraClient options', () => {
  it('suggests the nearest key for an unknown one', () => {
    expect(errorMessage({ ...TOKEN, entityId: 'e' })).toBe(
      'zuoraClient: unknown key `entityId`; did you mean `entityIds`?',
    );
  });

  it.each([
    ['nothing', { baseUrl: TOKEN.baseUrl }],
    ['an id without a secret', { baseUrl: TOKEN.baseUrl, clientId: 'a' }],
    ['a token and a secret', { ...TOKEN, clientId: 'a', clientSecret: 'b' }],
  ])('requires one login, not %s', (_, options) => {
    expect(errorMessage(options)).toContain(
      'either `token`, or both `clientId` and `clientSecret`',
    );
  });

  it.each([
    'ftp://rest.zuora.com',
    'rest.zuora.com',
    'https://user:password@rest.zuora.com',
    'https://rest.zuora.com?x=1',
    'https://rest.zuora.com/v1',
    'https://rest.zuora.com/v1/',
  ])('refuses %s as `baseUrl`', (baseUrl) => {
    expect(errorMessage({ ...TOKEN, baseUrl })).toContain('`baseUrl`');
    expect(errorMessage({ ...TOKEN, baseUrl })).not.toContain('password');
  });

  it('refuses http: to another machine unless that is allowed', () => {
    const exposed = { ...TOKEN, baseUrl: 'http://rest.example.com' };
    expect(errorMessage(exposed)).toBe(
      'zuoraClient: `baseUrl`: with http: everyone on the way can read logins and records; write https:, or add `insecure: true`',
    );
    expect(() => zuoraClient({ ...exposed, insecure: true })).not.toThrow();
    expect(() => zuoraClient({ ...TOKEN, baseUrl: 'http://127.0.0.1:8791' })).not.toThrow();
  });

  it.each(['entity', '1a2b7a377ea64b7c8e0f6d2f1c0e9a11', 'a,b'])(
    'refuses the entity %j',
    (entityIds) => {
      expect(errorMessage({ ...TOKEN, entityIds })).toContain('expected one entity id');
    },
  );

  it.each(['a:b', 'a;b', 'a"b', "a'b", 'ä', 'a\nb', 'x'.repeat(25)])(
    'refuses the track id %j',
    (trackId) => {
      expect(errorMessage({ ...TOKEN, trackId })).toContain('`trackId`');
    },
  );

  it('accepts every track id of the documented form', () => {
    expect(() => zuoraClient({ ...TOKEN, trackId: `${'x'.repeat(21)}  y` })).not.toThrow();
  });

  it('never shows a secret', () => {
    const secret = 'sec ret\nvalue';
    const broken = [
      { ...TOKEN, token: secret },
      { ...TOKEN, token: [secret] },
      { baseUrl: TOKEN.baseUrl, clientId: 'a', clientSecret: secret, x: secret },
    ];
    for (const options of broken) {
      let thrown: unknown;
      try {
        zuoraClient(options as ZuoraClientOptions);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(TypeError);
      expect(inspect(thrown, { depth: 10, showHidden: true })).not.toContain('sec ret');
    }
    const login = { baseUrl: TOKEN.baseUrl, clientId: 'a', clientSecret: 'hidden-secret' };
    const created = [zuoraClient(login), zuora({ ...login, object: 'V', operation: 'create' })];
    expect(inspect(created, { depth: 10, showHidden: true })).not.toContain('hidden-secret');
  });
});

describe('zuora options', () => {
  it.each([
    ['no object', { ...TOKEN, operation: 'create' }, '`object`'],
    ['a delete', { ...TOKEN, object: 'V', operation: 'delete' }, '`operation`'],
    ['a misspelt key', { ...TOKEN, object: 'V', operation: 'create', gzp: true }, '`gzip`?'],
  ])('refuses %s', (_, options, words) => {
    expect(() => zuora(options as Parameters<typeof zuora>[0])).toThrow(words);
  });
});
