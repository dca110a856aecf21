import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../world/until.ts';
import { type Hostility, startHostileTenant } from './hostile-tenant.ts';
import { folderWith, rowferry, start, untilNotARepetition } from './rowferry.ts';

/** Part of every planted login; each has another number. */
const SECRET = 'hunter2';
/** A login that is a number, without the zero that it begins with. */
const DIGITS = '123456789';
/** Part of every planted value of a record. */
const CONTENT = 'ssn-123';

const SOURCE = `export default (options) => ({
  name: 'mine',
  async *read() {
    if (options.auth !== '${SECRET}-01') throw new Error('no options');
    yield { records: [1, 2, 3].map((n) => ({ n, ssn: '${CONTENT}-' + n })) };
  },
});`;
const PLUGIN = `export default () => ({ name: 'p', transform: (record) => record });`;

/** Secrets in every place of a migration where people write them. */
const MIGRATION = `# the password is ${SECRET}-10
source:
  use: ./mine.mjs
  auth: ${SECRET}-01
  pwd: ${SECRET}-11
  pass: ${SECRET}-12
  credentials: ${SECRET}-13
  accessKey: ${SECRET}-14
  access_key: ${SECRET}-15
  bearer: ${SECRET}-16
  cookie: ${SECRET}-17
  dsn: 'Server=db;Uid=u;Pwd=${SECRET}-18;'
  connectionString: 'AccountKey=${SECRET}-19=='
  connection: 'postgres://u:${SECRET}-20@127.0.0.1:1/db?sslpassword=${SECRET}-21'
  sas: ${SECRET}-22
  login: [u, ${SECRET}-23]
  pin: ${SECRET}-24
  url: 'https://u:${SECRET}-25@x.example/hook/${SECRET}-26?sig=${SECRET}-27'
  headers: { authorization: 'Bearer ${SECRET}-28', x-own: ${SECRET}-29 }
  tls: { key: ${SECRET}-30, cert: { passphrase: ${SECRET}-31 } }
plugins:
  - use: ./p.mjs
    auth: { user: bob, pwd: ${SECRET}-32 }
    args: ['--password', '${SECRET}-33', '--token=${SECRET}-34']
    fromTheEnvironment: \${OWN_SECRET}
columns: { n__c: n, ssn__c: ssn }
key: ssn__c
target:
  use: zuora
  baseUrl: \${ZUORA_BASE_URL}
  clientId: ${SECRET}-35
  clientSecret: '${SECRET}-36 &/+ü'
  object: Thing
  operation: create
jobs: { errorsLagSeconds: 0, attemptsMax: 2, orphanGraceSeconds: 1, lookupLagSeconds: 1, retryDeadlineSeconds: 1 }
`;
const FILES = { 'm.yaml': MIGRATION, 'mine.mjs': SOURCE, 'p.mjs': PLUGIN };

/** Files that are for records. */
const OF_RECORDS = /^(?:rejected|unresolved|retry)\.jsonl$|^chunks[/\\]/;
/** What acts on a terminal, or changes the order of what it shows. */
const ACTIVE = /(?!\n)[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/u;

/** Expects no secret and no record in what was printed, and nothing that acts on a terminal. */
function expectHarmless({
  stdout,
  stderr,
}: {
  readonly stdout: string;
  readonly stderr: string;
}): void {
  for (const text of [stdout, stderr]) {
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(CONTENT);
    expect(text).not.toMatch(ACTIVE);
  }
}

/** Expects no secret in any file of a run, and records only in those that are for records. */
async function expectFilesHarmless(runDir: string): Promise<void> {
  const names = await readdir(runDir, { recursive: true }).catch(() => []);
  for (const name of names) {
    const text = await readFile(join(runDir, name), 'utf8').catch(() => '');
    expect([name, text.includes(SECRET)]).toEqual([name, false]);
    if (!OF_RECORDS.test(name)) expect([name, text.includes(CONTENT)]).toEqual([name, false]);
  }
}

describe.concurrent('no secret and no record is shown, and none is left in a file that is not for records', () => {
  test.each<[Hostility, number]>([
    ['stores all rows', 0],
    ['refuses rows', 1],
    ['fails the job', 2],
    ['refuses the create', 2],
    ['refuses the upload', 2],
    ['refuses the login', 2],
    ['answers as a gateway', 75],
    ['redirects', 2],
  ])('where the tenant %s', async (hostility, exitCode) => {
    await using tenant = await startHostileTenant(hostility);
    await using folder = await folderWith(FILES);
    const env = { ZUORA_BASE_URL: tenant.url, OWN_SECRET: `${SECRET}-40` };
    const command = (...args: string[]) => rowferry(args, { cwd: folder.path, env });
    const first = await command('run', 'm.yaml', '--run-dir', 'out', '--debug');
    expect(first.code).toBe(exitCode);
    const isOfJobs = ['fails the job', 'refuses the login'].includes(hostility);
    const others = await Promise.all([
      command('run', 'm.yaml', '--run-dir', 'other', '--quiet', '--json'),
      ...(isOfJobs ? ['list', 'get job-1', 'cancel job-1'] : []).map((words) =>
        command('jobs', ...words.split(' '), '--migration', 'm.yaml', '--debug'),
      ),
    ]);
    const resumed = await command('resume', 'out', '--debug');
    const retried = await command('retry', 'out', '--run-dir', 'again', '--debug');
    const status = await command('status', 'out', '--json', '--debug');
    // What the tenant says of a job is what `jobs get` is for.
    const [, , got] = others;
    expect(got?.stdout ?? '').not.toContain(SECRET);
    for (const ended of [first, ...others, resumed, retried, status]) {
      expectHarmless({ ...ended, stdout: ended === got ? '' : ended.stdout });
    }
    for (const runDir of ['out', 'other', 'again']) {
      await expectFilesHarmless(join(folder.path, runDir));
    }
  });

  test('where the run is interrupted, twice', async () => {
    await using tenant = await startHostileTenant('works for ever');
    await using folder = await folderWith(FILES);
    const env = { ZUORA_BASE_URL: tenant.url, OWN_SECRET: `${SECRET}-40` };
    const args = ['run', 'm.yaml', '--run-dir', 'out', '--debug'];
    const { child, untilStderr, ended } = start(args, { cwd: folder.path, env });
    await until('the job has its file', () => tenant.hasFile());
    child.kill('SIGINT');
    await untilStderr('Press Ctrl-C again');
    await untilNotARepetition();
    child.kill('SIGINT');
    const interrupted = await ended;
    expect(interrupted.code).toBe(130);
    expectHarmless(interrupted);
    await expectFilesHarmless(join(folder.path, 'out'));
  });

  test.each<[string, (text: string) => string]>([
    ['broken YAML', (text) => text.replace(`pwd: ${SECRET}-11`, `pwd: [${SECRET}-11`)],
    ['a misspelt key', (text) => text.replace('clientSecret:', 'clientSecrt:')],
    [
      'an object in its place',
      (text) => text.replace(`'${SECRET}-36 &/+ü'`, `{ a: ${SECRET}-36 }`),
    ],
    ...['clientSecret', 'pin', 'auth', 'credentials', 'accessKey', 'clientKey', 'login'].map(
      (name): [string, (text: string) => string] => [
        `a number that is not kept as ${name}`,
        (text) =>
          text.replace(
            /\n {2}clientSecret: .*/,
            `\n  ${name}: ${name === 'login' ? `[u, 0${DIGITS}]` : `0${DIGITS}`}`,
          ),
      ],
    ),
    [
      'an address without a scheme',
      (text) => text.replace(`\${ZUORA_BASE_URL}`, `u:${SECRET}-41@x`),
    ],
    [
      'a login in the address',
      (text) => text.replace(`\${ZUORA_BASE_URL}`, `https://u:${SECRET}-42@x`),
    ],
    ['a duplicate key', (text) => text.replace('pass:', 'pwd:')],
    ['an unknown alias', (text) => text.replace(`pin: ${SECRET}-24`, `pin: *${SECRET}-24`)],
    ...[
      `!${SECRET}-Str0ng`,
      `!!${SECRET}`,
      `!a!${SECRET}`,
      `!<${SECRET}`,
      `|${SECRET}`,
      `>${SECRET}`,
      `"x\\u${SECRET}"`,
      `"\\${SECRET}"`,
      `"${SECRET}`,
      `'${SECRET}`,
      `{${SECRET}: }`,
      `{ a: x, ${SECRET} }`,
      `[x, ${SECRET}`,
      `@${SECRET}`,
      `a: ${SECRET}`,
      `&${SECRET} &b c`,
      `\${${SECRET}-secret &}`,
    ].map((form): [string, (text: string) => string] => [
      `${form} for a secret`,
      (text) => text.replace(`'${SECRET}-36 &/+ü'`, () => form),
    ]),
    [
      'a secret with a comma within { }',
      (text) => text.replace(`x-own: ${SECRET}-29`, `x-own: x,${SECRET}`),
    ],
    ['a directive', (text) => `%${SECRET}\n---\n${text}`],
    ['a variable that is not set', (text) => text.replace('OWN_SECRET', 'NOT_SET')],
    [
      'a database that does not answer',
      (text) =>
        text
          .replace('./mine.mjs', 'postgres')
          .replace(/ {2}auth:[\s\S]* {2}connection:/, '  query: select 1\n  connection:')
          .replace(/ {2}sas:[\s\S]*(?=plugins:)/, ''),
    ],
    [
      'an API that does not answer',
      (text) =>
        text
          .replace('./mine.mjs', 'http')
          .replace(
            / {2}auth:[\s\S]* {2}url: .*\n/,
            `  url: 'http://127.0.0.1:1/${CONTENT}?sig=${SECRET}-27'\n  attemptsMax: 1\n`,
          )
          .replace(/ {2}tls:.*\n/, ''),
    ],
  ])('where the migration has %s', async (_, change) => {
    const text = change(MIGRATION);
    expect(text).not.toBe(MIGRATION);
    await using tenant = await startHostileTenant('refuses the create');
    await using folder = await folderWith({ ...FILES, 'm.yaml': text });
    const env = { ZUORA_BASE_URL: tenant.url, OWN_SECRET: `${SECRET}-40` };
    const ended = await rowferry(['run', 'm.yaml', '--run-dir', 'out', '--debug'], {
      cwd: folder.path,
      env,
    });
    expect([2, 75]).toContain(ended.code);
    expect(ended.stderr).toMatch(/^rowferry: /m);
    expect(ended.stderr).not.toContain(DIGITS);
    expectHarmless({ ...ended, stderr: ended.stderr.replaceAll(`127.0.0.1:1/${CONTENT}`, '') });
    await expectFilesHarmless(join(folder.path, 'out'));
  });

  test.each<[string, string[], Record<string, string>]>([
    [
      'an address with a login',
      ['jobs', 'list', '--base-url', `http://u:${SECRET}-50@127.0.0.1:1`],
      {},
    ],
    [
      'a proxy with a login',
      ['jobs', 'list', '--base-url', 'http://127.0.0.1:1'],
      { HTTP_PROXY: `http://u:${SECRET}-51@127.0.0.1:1` },
    ],
    [
      'a proxy with a login that cannot be read',
      ['jobs', 'list', '--base-url', 'http://127.0.0.1:1'],
      { HTTP_PROXY: `http://u:${SECRET}-51%zz@127.0.0.1:1` },
    ],
    [
      'a proxy that is no address',
      ['jobs', 'list', '--base-url', 'http://127.0.0.1:1'],
      { HTTP_PROXY: `${SECRET}-52` },
    ],
    [
      'a login that no header can carry',
      ['jobs', 'list', '--base-url', 'http://127.0.0.1:1'],
      { ZUORA_CLIENT_SECRET: '', ZUORA_CLIENT_ID: '', ZUORA_TOKEN: `${SECRET}-53\nx` },
    ],
  ])('where the command gets %s', async (_, args, more) => {
    const env = { ZUORA_CLIENT_ID: 'id', ZUORA_CLIENT_SECRET: `${SECRET}-54`, ...more };
    const ended = await rowferry([...args, '--debug'], { env });
    expect([2, 75]).toContain(ended.code);
    expectHarmless(ended);
  });
});
