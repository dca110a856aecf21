import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../world/until.ts';
import { testTenants, testTokens } from './hostile-runs.ts';
import { ESCAPES, startHostileTenant } from './hostile-tenant.ts';
import {
  CONTENT,
  expectFilesHarmless,
  expectHarmless,
  FILES,
  MIGRATION,
  SECRET,
  variablesFor,
} from './planted-secrets.ts';
import { folderWith, rowferry, start, untilNotARepetition } from './rowferry.ts';

describe.concurrent('no secret and no record is shown, and none is left in a file that is not for records', () => {
  testTenants([
    ['refuses rows', 1],
    ['fails the job', 2],
    ['refuses the upload', 2],
    ['redirects', 2],
  ]);
  testTokens(['t', 'in_progress']);

  test.each([
    ['csv', `n,ssn\n1,"${CONTENT}-1"x\n2,${CONTENT}-2,\n3,"${CONTENT}-3\n`, 3],
    ['jsonl', `{"n":1,"ssn":"${CONTENT}-1"\n["${CONTENT}-2"]\n`, 2],
  ])('where a source keeps the text of what is no record: %s', async (use, text, count) => {
    await using tenant = await startHostileTenant('stores all rows');
    const own = MIGRATION.replace(/source:\n(?: .*\n)+/, `source: { use: ${use}, path: a.txt }\n`);
    await using folder = await folderWith({ ...FILES, 'm.yaml': own, 'a.txt': text });
    const env = variablesFor(tenant.url);
    const command = (...args: string[]) => rowferry(args, { cwd: folder.path, env });
    const run = await command('run', 'm.yaml', '--run-dir', 'out', '--debug');
    const status = await command('status', 'out', '--json', '--debug');
    const retried = await command('retry', 'out', '--run-dir', 'again', '--debug');
    expect([run.code, retried.code]).toEqual([1, 2]);
    for (const ended of [run, status, retried]) expectHarmless(ended);
    const rejected = await readFile(join(folder.path, 'out', 'rejected.jsonl'), 'utf8');
    expect(rejected.split('"raw":')).toHaveLength(count + 1);
    expect(rejected).toContain(CONTENT);
    for (const runDir of ['out', 'again']) await expectFilesHarmless(join(folder.path, runDir));
  });

  test.each([
    ['parses a field', `JSON.parse(one.record.ssn)`],
    ['throws what it was given', `(() => { throw new Error('no\\n' + JSON.stringify(one)); })()`],
  ])('where a hook %s', async (_, fails) => {
    const watcher = `export default () => ({ name: 'watcher', onVerdicts: ([one]) => ${fails} });`;
    const own = MIGRATION.replace('columns:', '  - use: ./watcher.mjs\ncolumns:');
    await using folder = await folderWith({ ...FILES, 'm.yaml': own, 'watcher.mjs': watcher });
    await using tenant = await startHostileTenant('refuses rows');
    const env = variablesFor(tenant.url);
    const args = ['run', 'm.yaml', '--run-dir', 'out', '--debug'];
    const ended = await rowferry(args, { cwd: folder.path, env });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/watcher, onVerdicts: (?:SyntaxError|no) \[PLUGIN_FAILED\]\n$/);
    expect(ended.stderr).toContain('watcher.mjs:1:');
    expectHarmless(ended);
    await expectFilesHarmless(join(folder.path, 'out'));
  });

  test('where a plugin emits a warning', async () => {
    const plugin = `process.emitWarning(${JSON.stringify(`own ${ESCAPES.trimEnd()}`)});\n${FILES['p.mjs']}`;
    await using folder = await folderWith({ ...FILES, 'p.mjs': plugin });
    await using tenant = await startHostileTenant('stores all rows');
    const env = variablesFor(tenant.url);
    const ended = await rowferry(['run', 'm.yaml', '--run-dir', 'out'], { cwd: folder.path, env });
    expect(ended.stderr).toContain('Warning: own \\u001b]0;owned');
    expectHarmless(ended);
  });

  test('where the run is interrupted, twice', async () => {
    await using tenant = await startHostileTenant('works for ever');
    await using folder = await folderWith(FILES);
    const env = variablesFor(tenant.url);
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
