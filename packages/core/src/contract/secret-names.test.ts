import { expect, test } from 'vitest';
import { isSecretHeader, isSecretName, isSecretVariable, withoutSecrets } from './secret-names.ts';

test.each([
  ...[
    'token',
    'access_token',
    'accessToken',
    'api_key',
    'apikey',
    'X-Api-Key',
    'key',
    'clientSecret',
  ],
  ...[
    'password',
    'PASSWORD',
    'passwd',
    'X-Amz-Signature',
    'sig',
    'Cookie',
    'Authorization',
    'X-Auth',
  ],
  ...['Ocp-Apim-Subscription-Key', 'aws_secret_access_key', 'X-Amz-Credential'],
  ...['auth', 'pwd', 'pass', 'credentials', 'accessKey', 'access_key', 'bearer', 'cookie', 'dsn'],
  ...[
    'connectionString',
    'connection_string',
    'sas',
    'signature',
    'clientKey',
    'jwt',
    'pin',
    'otp',
  ],
  ...['passwordHash', 'password_hash', 'sessionId', 'session_key', 'encryptionKey', 'licenseKey'],
  ...['creds', 'dbCreds', 'signing-key', 'masterKey'],
  ...['sharedKey', 'accountKey', 'AccountKey', 'basicAuth', 'dbPwd', 'smtp_pass', 'userPin'],
])('%s is a secret', (name) => {
  expect(isSecretName(name)).toBe(true);
  expect(isSecretHeader(name)).toBe(true);
});

test.each([
  ...['user', 'login', 'username', 'client_id', 'author', 'passengers', 'passed', 'PASS_COUNT'],
  ...['pageToken', 'next_token', 'continuation-token', 'tokens', 'tokenType', 'sort_key', 'keys'],
  ...['maxSeconds', 'secretary', 'cookies_accepted', 'design', 'password_changed_since'],
  ...[
    'spin',
    'shopping',
    'bypass',
    'compass',
    'pinned',
    'disas',
    'primaryKey',
    'connection',
    'url',
  ],
])('%s is not', (name) => {
  expect(isSecretName(name)).toBe(false);
});

test.each([
  'DB_PASS',
  'API_TOKEN',
  'PGPASSWORD',
  'TOKEN_OF_SHOP',
  'SHOP_PWD_2',
  'DBPASS',
  'KEY',
  'SHOP_DSN',
])('the variable %s contains a secret', (name) => {
  expect(isSecretVariable(name)).toBe(true);
});

test.each(['AUTHOR', 'FILE', 'OBJECT', 'SPIN', 'SORT_KEY'])('the variable %s does not', (name) => {
  expect(isSecretVariable(name)).toBe(false);
});

test('a key in a header is a secret', () => {
  expect(isSecretHeader('X-Functions-Key')).toBe(true);
  expect(isSecretHeader('X-Shop')).toBe(false);
});

test.each([
  [
    ['--password', 'x', '--host', 'db'],
    ['--password', '--host', 'db'],
  ],
  [
    ['-token', '-x', 'y'],
    ['-token', 'y'],
  ],
  [['--password', '--token', 'x'], ['--password']],
  [
    ['--token=x', '--db-password=', 'n=1'],
    ['--token', '--db-password', 'n=1'],
  ],
  [
    ['token=x', 'Authorization: Bearer x', 'user=me'],
    ['token', 'Authorization', 'user=me'],
  ],
  [
    ['token', 'id', 'key'],
    ['token', 'id', 'key'],
  ],
  [
    ['https://a.test?token=x', 7],
    ['https://a.test?token=x', 7],
  ],
])('of a list of words %j, %j is no secret', (words, kept) => {
  expect(withoutSecrets({ args: words })).toEqual({ args: kept });
});

test('whether a name is secret may depend on what it is in, and texts may be changed', () => {
  const value = { headers: { id: 1, a: 'x' }, id: 2, list: ['y', { id: 3 }] };
  const isSecret = (name: string, owner: string) => name === 'id' && owner === 'headers';
  expect(withoutSecrets(value, isSecret, (text, owner) => `${owner} ${text}`)).toEqual({
    headers: { a: 'a x' },
    id: 2,
    list: ['list y', { id: 3 }],
  });
});

test('values are left out at any depth, and everything else stays', () => {
  const date = new Date(0);
  const value = {
    a: [{ token: 1, n: 2n }],
    login: { user: 'me', password: 'x' },
    date,
    none: null,
  };
  expect(withoutSecrets(value)).toEqual({
    a: [{ n: 2n }],
    login: { user: 'me' },
    date,
    none: null,
  });
});
