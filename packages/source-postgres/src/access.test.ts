import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Certificates, makeCertificates } from '../../../test/postgres/certificates.ts';
import { type PostgresServer, startPostgres } from '../../../test/postgres/server.ts';
import { until } from '../../../test/world/until.ts';
import { postgres } from './postgres.ts';

let folder: string;
let certificates: Certificates;
let secure: PostgresServer;
let plain: PostgresServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rowferry-access-'));
  certificates = await makeCertificates();
  const { authority, client } = certificates;
  await mkdir(join(folder, 'home/.postgresql'), { recursive: true });
  const files = {
    'ca.crt': authority,
    'other.crt': (await makeCertificates()).authority,
    'client.crt': client.cert,
    'client.key': client.key,
    'home/.postgresql/root.crt': authority,
    'home/.postgresql/postgresql.crt': client.cert,
    'home/.postgresql/postgresql.key': client.key,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const access = [
    'local all all trust',
    'hostssl all onlytls all trust',
    'hostnossl all onlyplain all trust',
    'hostssl all certified all cert',
    'host all guarded all scram-sha-256',
    'host all postgres all trust',
  ];
  [secure, plain] = await Promise.all([startPostgres({ access, certificates }), startPostgres()]);
  await secure.query(`CREATE ROLE onlytls LOGIN; CREATE ROLE onlyplain LOGIN;
    CREATE ROLE certified LOGIN; CREATE ROLE guarded LOGIN PASSWORD 'hunter2 & more'`);
});

afterAll(async () => {
  await secure[Symbol.asyncDispose]();
  await plain[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([secure.quiet(), plain.quiet()]);
});

const { signal } = new AbortController();
const failed = (message: RegExp) =>
  expect.objectContaining({ code: 'SOURCE_FAILED', message: expect.stringMatching(message) });

const query = `SELECT ssl, current_user AS name FROM pg_stat_ssl WHERE pid = pg_backend_pid()`;

/** Whether the connection is encrypted, and the name of its user. */
async function reach(connection: string | undefined): Promise<unknown> {
  const options = { query, ...(connection !== undefined && { connection }) };
  for await (const { records } of postgres(options, { base: folder }).read({ signal })) {
    return records[0];
  }
  return undefined;
}

/** Connection pairs, by default for the server with TLS. */
function pairs(more: string, { port } = secure): string {
  return `host=localhost port=${port} user=postgres dbname=postgres ${more}`;
}

describe('TLS', () => {
  it.each([
    ['sslmode=disable', false],
    ['sslmode=allow', false],
    ['sslmode=prefer', true],
    ['', true],
    ['sslmode=require', true],
    ['sslmode=require sslrootcert=ca.crt', true],
    ['sslmode=verify-ca sslrootcert=ca.crt', true],
    ['sslmode=verify-ca sslrootcert=ca.crt host=127.0.0.1', true],
    ['sslmode=verify-full sslrootcert=ca.crt', true],
    ['sslmode=allow user=onlytls', true],
    ['sslmode=prefer user=onlyplain', false],
  ])('with %j is used: %s', async (more, ssl) => {
    vi.stubEnv('HOME', folder);
    expect(await reach(pairs(more))).toMatchObject({ ssl });
  });

  it.each([
    ['sslmode=verify-full sslrootcert=ca.crt host=127.0.0.1', /ERR_TLS_CERT_ALTNAME_INVALID/],
    ['sslmode=verify-ca sslrootcert=other.crt', /SELF_SIGNED|UNABLE_TO|SIGNATURE/],
    ['sslmode=require sslrootcert=other.crt', /SELF_SIGNED|UNABLE_TO|SIGNATURE/],
    ['sslrootcert=system', /SELF_SIGNED|UNABLE_TO/],
    ['sslmode=require sslrootcert=system', /^sslrootcert=system needs sslmode=verify-full/],
    ['sslmode=verify-full', /^sslmode=verify-full needs a root certificate: name its file/],
    ['sslmode=verify-ca sslrootcert=missing.crt', /missing\.crt cannot be read \(ENOENT\)/],
    ['sslmode=disable user=onlytls', /no pg_hba\.conf entry .* \(28000\)/],
    ['sslmode=require user=onlyplain', /no pg_hba\.conf entry .* \(28000\)/],
  ])('with %j is refused', async (more, message) => {
    vi.stubEnv('HOME', folder);
    await expect(reach(pairs(more))).rejects.toEqual(failed(message));
  });

  it('sends a client certificate', async () => {
    vi.stubEnv('HOME', folder);
    const files = 'sslcert=client.crt sslkey=client.key';
    const me = { ssl: true, name: 'certified' };
    expect(await reach(pairs(`sslmode=require user=certified ${files}`))).toEqual(me);
    await expect(reach(pairs('sslmode=require user=certified'))).rejects.toEqual(failed(/28000/));
  });

  it('takes certificates from the home directory', async () => {
    vi.stubEnv('HOME', join(folder, 'home'));
    const me = { ssl: true, name: 'certified' };
    expect(await reach(pairs('sslmode=verify-full user=certified'))).toEqual(me);
  });

  it('is not available on a server without it', async () => {
    for (const sslmode of ['disable', 'allow', 'prefer']) {
      expect(await reach(plain.uri({ sslmode }))).toMatchObject({ ssl: false });
    }
    const reaching = reach(plain.uri({ sslmode: 'require' }));
    await expect(reaching).rejects.toEqual(failed(/does not support TLS; enable it, or choose/));
  });

  it.each(['disable', 'require'])(
    'does not matter for an abort, which ends the statement: %s',
    async (sslmode) => {
      const controller = new AbortController();
      const endless = 'SELECT count(*) FROM generate_series(1, 1e12)';
      const source = postgres({ connection: secure.uri({ sslmode }), query: endless });
      const reading = source.read({ signal: controller.signal })[Symbol.asyncIterator]().next();
      const rejected = expect(reading).rejects.toBe('enough');
      await until('the server runs the statement', async () =>
        (await secure.connections()).some((one) => one.query === endless),
      );
      controller.abort('enough');
      await rejected;
      await secure.quiet();
    },
  );
});

describe('a login', () => {
  it('takes its password from the string or the environment, and never shows it', async () => {
    const address = `localhost:${secure.port}/postgres`;
    const password = encodeURIComponent('hunter2 & more');
    const me = { ssl: true, name: 'guarded' };
    expect(await reach(`postgres://guarded:${password}@${address}`)).toEqual(me);
    expect(await reach(pairs("user=guarded password='hunter2 & more'"))).toEqual(me);
    const wrong = reach(`postgres://guarded:hunter3@${address}`);
    await expect(wrong).rejects.toEqual(failed(/^localhost.*password authentication failed/));
    await expect(wrong).rejects.not.toThrow('hunter');
    vi.stubEnv('HOME', folder);
    const none = reach(`postgres://guarded@${address}`);
    await expect(none).rejects.toEqual(failed(/asks guarded for a password; set PGPASSWORD$/));
    vi.stubEnv('PGPASSWORD', 'hunter2 & more');
    expect(await reach(`postgres://guarded@${address}`)).toEqual(me);
  });

  it('needs no connection string if the environment sets everything', async () => {
    const { port } = plain;
    const variables = { PGHOST: 'localhost', PGPORT: `${port}`, PGUSER: 'postgres' };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    expect(await reach(undefined)).toEqual({ ssl: false, name: 'postgres' });
  });

  it('reports a database that does not exist', async () => {
    await expect(reach(pairs('dbname=nowhere'))).rejects.toEqual(
      failed(/^localhost:\d+\/nowhere refuses the connection: .*does not exist \(3D000\)/),
    );
  });

  it.skipIf(process.platform === 'win32')('works through a socket in the file system', async () => {
    const [row] = await secure.query('SHOW data_directory');
    const host = String(row?.['data_directory']);
    const connection = `host=${host} port=${secure.port} user=postgres sslmode=require`;
    expect(await reach(connection)).toEqual({ ssl: false, name: 'postgres' });
  });
});
