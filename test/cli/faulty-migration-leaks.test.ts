import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startHostileTenant } from './hostile-tenant.ts';
import {
  CONTENT,
  DIGITS,
  expectFilesHarmless,
  expectHarmless,
  FILES,
  MIGRATION,
  SECRET,
  variablesFor,
} from './planted-secrets.ts';
import { folderWith, rowferry } from './rowferry.ts';

describe.concurrent('no secret of a migration that has a fault is shown or left in a file', () => {
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
      'an address for a module',
      (text) => text.replace('./mine.mjs', `https://u:${SECRET}@h.example/m.mjs?token=${SECRET}`),
    ],
    [
      'an API that does not answer',
      (text) =>
        text
          .replace('./mine.mjs', 'http')
          .replace(
            / {2}auth:[\s\S]* {2}url: .*\n/,
            `  url: 'http://127.0.0.1:1/${CONTENT}/${SECRET}-26?sig=${SECRET}-27'\n  attemptsMax: 1\n`,
          )
          .replace(/ {2}tls:.*\n/, ''),
    ],
  ])('where the migration has %s', async (_, change) => {
    const text = change(MIGRATION);
    expect(text).not.toBe(MIGRATION);
    await using tenant = await startHostileTenant('refuses the create');
    await using folder = await folderWith({ ...FILES, 'm.yaml': text });
    const env = variablesFor(tenant.url);
    const ended = await rowferry(['run', 'm.yaml', '--run-dir', 'out', '--debug'], {
      cwd: folder.path,
      env,
    });
    expect([2, 75]).toContain(ended.code);
    expect(ended.stderr).toMatch(/^rowferry: /m);
    expect(ended.stderr).not.toContain(DIGITS);
    expectHarmless(ended);
    await expectFilesHarmless(join(folder.path, 'out'));
  });
});
