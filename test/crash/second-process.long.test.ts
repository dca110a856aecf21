import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_CLIENT, startSimulator } from '@rowferry/simulator';
import { expect, test } from 'vitest';
import { until } from '../world/until.ts';
import { startChild, startSleeper } from './woken.ts';

const RECORDS = 40;
const onLinux = test.runIf(process.platform === 'linux');

/** Less than the 20 seconds without a sign of life after which another process may take the run over. */
const ASLEEP_MS = 3_000;

/** A run in which no job ends. */
async function scene() {
  const folder = await mkdtemp(join(tmpdir(), 'rowferry-second-'));
  const simulator = await startSimulator({ knobs: { processingMs: 86_400_000 } });
  const { tenant, url } = simulator;
  const runDir = join(folder, 'run');
  return {
    tenant,
    runDir,
    plan: {
      runDir,
      records: RECORDS,
      client: { baseUrl: url, ...DEFAULT_CLIENT },
      jobs: { maxRows: 10 },
      hasKey: true,
      hasCheckpoints: true,
    },
    async working() {
      await until('four jobs have slots', () => tenant.activeJobs === 4);
    },
    async [Symbol.asyncDispose]() {
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function lockIn(runDir: string) {
  const locks = (await readdir(runDir)).filter((one) => one.startsWith('lock.'));
  const name = `lock.${locks.length}`;
  const text = await readFile(join(runDir, name), 'utf8');
  return { name, mark: JSON.parse(text.split('\n')[0] ?? '') };
}

onLinux.concurrent(
  'a second process reports which process has the lock, also from another container',
  async () => {
    await using setting = await scene();
    const { plan } = setting;
    const first = startSleeper(plan);
    try {
      await setting.working();
      const { mark } = await lockIn(setting.runDir);
      const refusal = {
        code: 2,
        stderr: expect.stringContaining(
          `is locked by process ${mark.pid} on ${mark.host} since ${mark.since}; wait for it`,
        ),
      };
      expect(await startChild(plan).ended).toEqual(refusal);
      // Suspended for less than it takes to lose the run, while another process watches the lock.
      first.sleep();
      await first.asleep();
      const second = startChild({ ...plan, reportsWaiting: true });
      await second.untilStderr('waiting');
      setTimeout(first.wake, ASLEEP_MS);
      expect(await second.ended).toEqual(refusal);
    } finally {
      first.end();
      await first.ended;
    }
  },
);
