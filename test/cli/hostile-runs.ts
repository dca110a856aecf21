import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Hostility, startHostileTenant } from './hostile-tenant.ts';
import {
  expectFilesHarmless,
  expectHarmless,
  FILES,
  MIGRATION,
  SECRET,
  variablesFor,
} from './planted-secrets.ts';
import { folderWith, rowferry } from './rowferry.ts';

/** All commands, with each of these tenants; and the exit code of the run. */
export function testTenants(tenants: readonly (readonly [Hostility, number])[]): void {
  test.each(tenants)('where the tenant %s', async (hostility, exitCode) => {
    await using tenant = await startHostileTenant(hostility);
    await using folder = await folderWith(FILES);
    const env = variablesFor(tenant.url);
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
}

/** Runs with each of these tokens. */
export function testTokens(tokens: readonly string[]): void {
  test.each(tokens)('where the token is %s, a part of the words of the API', async (token) => {
    const own = MIGRATION.replace(/clientId: .*\n.*/, `token: ${token}`);
    await using folder = await folderWith({ ...FILES, 'm.yaml': own });
    const ends: [Hostility, number][] = [
      ['refuses the create', 2],
      ['fails the job', 2],
      ['stores all rows', 0],
      ['refuses rows', 1],
    ];
    for (const [hostility, exitCode] of ends) {
      await using tenant = await startHostileTenant(hostility);
      const env = variablesFor(tenant.url);
      const runDir = join(folder.path, String(exitCode), hostility);
      const ended = await rowferry(['run', 'm.yaml', '--run-dir', runDir], {
        cwd: folder.path,
        env,
      });
      expect([hostility, ended.code]).toEqual([hostility, exitCode]);
      expectHarmless(ended);
      await expectFilesHarmless(runDir);
    }
  });
}
