import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';

/** Part of every planted login; each has another number. */
export const SECRET = 'hunter2';
/** A login that is a number, without the zero that it begins with. */
export const DIGITS = '123456789';
/** Part of every planted value of a record. */
export const CONTENT = 'ssn-123';

const SOURCE = `export default (options) => ({
  name: 'mine',
  async *read() {
    if (options.auth !== '${SECRET}-01') throw new Error('no options');
    yield { records: [1, 2, 3].map((n) => ({ n, ssn: '${CONTENT}-' + n })) };
  },
});`;
const PLUGIN = `export default () => ({ name: 'p', transform: (record) => record });`;

/** Secrets in every place of a migration where people write them. */
export const MIGRATION = `# the password is ${SECRET}-10
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
export const FILES = { 'm.yaml': MIGRATION, 'mine.mjs': SOURCE, 'p.mjs': PLUGIN };

/** The variables that the migration uses, with the address of its tenant. */
export function variablesFor(url: string): { ZUORA_BASE_URL: string; OWN_SECRET: string } {
  return { ZUORA_BASE_URL: url, OWN_SECRET: `${SECRET}-40` };
}

/** Files that are for records. */
const OF_RECORDS = /^(?:rejected|unresolved|retry)\.jsonl$|^chunks[/\\]/;
/** What acts on a terminal, or changes the order of what it shows. */
const ACTIVE = /(?!\n)[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/u;

/** Expects no secret and no record in what was printed, and nothing that acts on a terminal. */
export function expectHarmless({
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
export async function expectFilesHarmless(runDir: string): Promise<void> {
  const names = await readdir(runDir, { recursive: true }).catch(() => []);
  for (const name of names) {
    const text = await readFile(join(runDir, name), 'utf8').catch(() => '');
    expect([name, text.includes(SECRET)]).toEqual([name, false]);
    if (!OF_RECORDS.test(name)) expect([name, text.includes(CONTENT)]).toEqual([name, false]);
  }
}
