import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConnectionString, withBase } from './connection-string.ts';
import { withEnvironment } from './parameters.ts';

const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
const given = fc.record(
  {
    user: text,
    password: text,
    dbname: text.filter((name) => !/^\/|\/$/.test(name)),
    host: fc.constantFrom('localhost', 'db.example.com', '10.0.0.1', '/var/run/postgresql'),
    port: fc.integer({ min: 1, max: 65_535 }).map(String),
    options: text,
    sslmode: fc.constantFrom('disable', 'verify-full'),
  },
  { requiredKeys: [] },
);

describe('a connection string', () => {
  it('of pairs is parsed to the parameters it was built from', () => {
    fc.assert(
      fc.property(given, (parameters) => {
        const pairs = Object.entries(parameters).map(
          ([name, value]) => `${name} = '${value.replace(/['\\]/g, '\\$&')}'`,
        );
        expect(parseConnectionString(pairs.join('\n'))).toEqual(parameters);
      }),
    );
    expect(parseConnectionString("host=db  user=me password=p\\'w")).toEqual({
      host: 'db',
      user: 'me',
      password: "p'w",
    });
  });

  it('that is an address is parsed to the parameters it was built from', () => {
    fc.assert(
      fc.property(given, ({ user, password, host, port, dbname, ...rest }) => {
        const encode = encodeURIComponent;
        const login = user && `${encode(user)}${password ? `:${encode(password)}` : ''}@`;
        const query = Object.entries({ ...rest, ...(user ? {} : { password }) })
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) => `${name}=${encode(value ?? '')}`);
        const address = `postgresql://${login ?? ''}${encode(host ?? '')}${port && host ? `:${port}` : ''}`;
        const parsed = parseConnectionString(
          `${address}/${encode(dbname ?? '')}${query.length > 0 ? '?' : ''}${query.join('&')}`,
        );
        const wanted = { user, password, host, dbname, ...rest, ...(host && { port }) };
        const known = Object.entries(wanted).filter(([, value]) => value !== undefined);
        expect(parsed).toEqual(Object.fromEntries(known));
      }),
    );
    expect(parseConnectionString('postgres://me:p%2Bw@/x?host=/cloud/sql&options=-c+a')).toEqual({
      user: 'me',
      password: 'p+w',
      dbname: 'x',
      host: '/cloud/sql',
      options: '-c+a',
    });
  });

  it('takes precedence over the environment, which takes precedence over the defaults', () => {
    const environment = { PGHOST: 'elsewhere', PGUSER: 'you', PGSSLMODE: 'require', PGPORT: '' };
    const parameters = withEnvironment({ host: 'db' }, environment);
    expect(parameters).toEqual({ host: 'db', user: 'you', dbname: 'you', sslmode: 'require' });
    const wrong = () => withEnvironment({}, { PGPORT: 'x' });
    expect(wrong).toThrow('The PG* variables: `port` is not a number');
    expect(withEnvironment({}, {})).toMatchObject({ host: 'localhost', user: expect.any(String) });
  });

  it.each([
    'PGHOSTADDR',
    'PGSERVICE',
    'PGSSLCRL',
    'PGTARGETSESSIONATTRS',
    'PGREQUIREAUTH',
    'PGGSSENCMODE',
  ])('cannot be combined with %s, which would change the connection', (variable) => {
    expect(() => withEnvironment({}, { [variable]: 's3cret' })).toThrow(
      `The PG* variables: ${variable} is not supported; unset it`,
    );
    expect(() => withEnvironment({}, { [variable]: 's3cret' })).not.toThrow('s3cret');
    expect(withEnvironment({}, { [variable]: '', PGCLIENTENCODING: 'LATIN1' })).toBeDefined();
    const usual = { PGTARGETSESSIONATTRS: 'any', PGGSSENCMODE: 'disable', PGTZ: 'CET' };
    expect(withEnvironment({}, usual)).toBeDefined();
  });

  it('has its relative paths resolved from the base', () => {
    const parameters = withBase({ sslrootcert: 'ca.pem', sslcert: '/c.pem', sslkey: '' }, '/base');
    expect(parameters).toEqual({ sslrootcert: '/base/ca.pem', sslcert: '/c.pem', sslkey: '' });
    expect(withBase({ sslrootcert: 'system' }, '/base')).toEqual({ sslrootcert: 'system' });
  });

  it.each([
    ['port=12a', '`port` is not a number'],
    ['connect_timeout=soon', '`connect_timeout` is not a number of seconds'],
    ['channel_binding=require', '`channel_binding=require` is not supported'],
    ['postgres://crm:1234/s3cret@127.0.0.1/x', 'write other characters as %40, %2F'],
    ['postgres://crm:/s3cret@127.0.0.1/x', 'write other characters as %40, %2F'],
    ['postgres://crm:12?host=s3cret@127.0.0.1/x', 'write other characters as %40, %2F'],
    ['postgres://crm:p@1234/s3cret@127.0.0.1/x', 'write other characters as %40, %2F'],
    ['service=crm', 'a parameter is unknown; known are host, '],
  ])('%s is refused', (text, message) => {
    expect(() => parseConnectionString(text)).toThrow(message);
    expect(() => parseConnectionString(text)).not.toThrow(/s3cret/);
  });
});
