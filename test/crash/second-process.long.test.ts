import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_CLIENT, startSimulator } from '@rowferry/simulator';
import { expect, test } from 'vitest';
import { until } from '../world/until.ts';
import { startChild, startSleeper } from './woken.ts';

const RECORDS = 40;
const onLinux = test.runIf(process.platform === 'linux');

/** Of the 20 seconds after which a holder that shows no life has lost its run. */
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
      await until('four jobs hold slots', () => tenant.activeJobs === 4);
    },
    async [Symbol.asyncDispose]() {
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function holderIn(runDir: string) {
  const locks = (await readdir(runDir)).filter((one) => one.startsWith('lock.'));
  const name = `lock.${locks.length}`;
  const text = await readFile(join(runDir, name), 'utf8');
  return { name, mark: JSON.parse(text.split('\n')[0] ?? '') };
}

onLinux.concurrent(
  'a second process is told who holds the run, also from another container',
  async () => {
    await using setting = await scene();
    const { plan } = setting;
    const first = startSleeper(plan);
    try {
      await setting.working();
      const { mark } = await holderIn(setting.runDir);
      const told = {
        code: 2,
        stderr: expect.stringContaining(
          `is in the hands of process ${mark.pid} on ${mark.host} since ${mark.since}; wait for it`,
        ),
      };
      expect(await startChild(plan).ended).toEqual(told);
      // Asleep for less than it takes to lose the run, while another watches whether it lives.
      first.sleep();
      await first.asleep();
      const second = startChild({ ...plan, saysWaiting: true });
      await second.said('waits');
      setTimeout(first.wake, ASLEEP_MS);
      expect(await second.ended).toEqual(told);
    } finally {
      first.end();
      await first.ended;
    }
  },
);
