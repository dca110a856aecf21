import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_CLIENT, startSimulator } from '@rowferry/simulator';
import { expect, test } from 'vitest';
import { fastWorld } from '../world/fast-world.ts';
import { startChild, startSleeper } from './woken.ts';

const RECORDS = 40;
const onLinux = test.runIf(process.platform === 'linux');

/** A run in which nothing ends before `let`. */
async function scene(factor: number) {
  const folder = await mkdtemp(join(tmpdir(), 'rowferry-second-'));
  const start = Date.now();
  const simulator = await startSimulator({
    knobs: { processingMs: factor < 1 ? 20 : 86_400_000 },
    ...(factor >= 1 && { world: fastWorld(factor, start).tenant }),
  });
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
    clock: { start, factor },
    async working() {
      while (tenant.activeJobs < 4) await new Promise((done) => setTimeout(done, 10));
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
    await using setting = await scene(20);
    const plan = { ...setting.plan, clock: setting.clock };
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
      const second = startChild(plan);
      setTimeout(first.wake, 300);
      expect(await second.ended).toEqual(told);
    } finally {
      first.end();
      await first.ended;
    }
  },
);
