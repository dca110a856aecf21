import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_CLIENT, startSimulator, type Tenant } from '@rowferry/simulator';
import { expect, test } from 'vitest';
import { startProcess } from '../world/started.ts';
import { until } from '../world/until.ts';
import { judge } from './judge.ts';

const CHILD = join(import.meta.dirname, 'child.mjs');
const RECORDS = 120;
const JUDGED = { records: RECORDS, hasKey: true, isInOrder: true };

interface User {
  readonly uid?: number;
  readonly gid?: number;
}

async function scene(maxRows: number) {
  const folder = await mkdtemp(join(tmpdir(), 'rowferry-full-'));
  const simulator = await startSimulator({ knobs: { processingMs: 5 } });
  const runDir = join(folder, 'run');
  const client = { baseUrl: simulator.url, ...DEFAULT_CLIENT };
  const jobs = { maxRows, orphanGraceSeconds: 0.6, errorsLagSeconds: 0.05, lookupLagSeconds: 0.4 };
  return {
    runDir,
    tenant: simulator.tenant,
    plan: { runDir, records: RECORDS, client, jobs, hasKey: true, hasCheckpoints: true },
    /** Runs one process that cannot write files larger than `kilobytes`. */
    async run(kilobytes: number | 'unlimited', plan: object, user: User = {}) {
      const limit = ['bash', '-c', `ulimit -f ${kilobytes}; exec "$0" "$@"`];
      const command = [...limit, process.execPath, CHILD, JSON.stringify(plan)];
      const { code, stderr } = await startProcess(command, user).ended;
      // Otherwise a request that was on its way could arrive later than the plan allows.
      await until('all that it sent has arrived', () => simulator.openConnections === 0);
      return { code, stderr };
    },
    async [Symbol.asyncDispose]() {
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

test.each([1, 2, 4, 8])(
  'a file size limit of %i KB stops the run with the path; without the limit the run completes',
  async (kilobytes) => {
    await using setting = await scene(15);
    const stopped = await setting.run(kilobytes, setting.plan);
    expect(stopped).toMatchObject({ code: 2 });
    expect(stopped.stderr).toMatch(/DISK_FAILED|Could not (?:write to|sync|create) \S+: EFBIG/);
    expect(stopped.stderr).toContain(setting.runDir);
    expect(waitingJobs(setting.tenant)).toEqual([]);
    expect(await setting.run('unlimited', setting.plan)).toEqual({ code: 0, stderr: '' });
    expect(await judge(setting.tenant, setting.runDir, JUDGED)).toEqual([]);
  },
);

test('a missing chunk file is named before anything is sent; once it is restored the run completes', async () => {
  await using setting = await scene(15);
  const killed = await setting.run('unlimited', { ...setting.plan, dieAtSync: 8 });
  expect(killed.code).toBeNull();
  const chunks = join(setting.runDir, 'chunks');
  const name = (await readdir(chunks)).find((one) => one.endsWith('.csv')) ?? '';
  const path = join(chunks, name);
  const bytes = await readFile(path);
  await rm(path);
  const { requests } = setting.tenant;
  const before = requests.total;
  const lost = await setting.run('unlimited', setting.plan);
  expect(lost.code).toBe(2);
  expect(lost.stderr).toContain(`${path} has 0 bytes, but the run needs ${bytes.length}`);
  expect(requests.total).toBe(before);
  await writeFile(path, bytes);
  expect(await setting.run('unlimited', setting.plan)).toEqual({ code: 0, stderr: '' });
  expect(await judge(setting.tenant, setting.runDir, JUDGED)).toEqual([]);
});

test('a folder that is not writable is named', async () => {
  await using setting = await scene(15);
  const folder = join(setting.runDir, '..');
  await chmod(folder, 0o555);
  const { code, stderr } = await setting.run('unlimited', setting.plan, unprivileged());
  expect(code).toBe(2);
  expect(stderr).toMatch(/Could not create the folder \S+: EACCES/);
  expect(stderr).toContain(folder);
  expect(await readdir(folder)).toEqual([]);
});

/** Jobs that wait for a file that will not be sent. */
function waitingJobs(tenant: Tenant): string[] {
  return tenant
    .jobs()
    .filter(({ status }) => status === 'pending')
    .map(({ id }) => id);
}

/** Root may write anywhere, so root's tests run as another user. */
function unprivileged(): User {
  return process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
}
