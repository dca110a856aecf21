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
