import { migrate, type Plugin, type Progress } from '@rowferry/core';
import { expect, test } from 'vitest';
import { drivenTarget } from '../world/driven-target.ts';
import { virtualWorld } from '../world/virtual-world.ts';

/** Four records, the last two of which take a minute to come. */
function slowSource(world: ReturnType<typeof virtualWorld>) {
  return {
    name: 'slow',
    async *read({ signal }: { signal: AbortSignal }) {
      yield { records: [{ n: 1 }, { n: 2 }], fraction: 0.5 };
      await world.sleep(60_000, signal);
      yield { records: [{ n: 3 }, { n: 4 }], fraction: 1 };
    },
  };
}

async function reportsOf(watch: (progress: Progress) => Plugin['onProgress'] | Promise<void>) {
  const world = virtualWorld(1);
  const plugin: Plugin = { name: 'watch', onProgress: (progress) => watch(progress) as undefined };
  const begun = world.elapsed();
  const summary = await migrate(slowSource(world), {
    columns: { n__c: 'n' },
    target: drivenTarget(world, { tookMs: 5000 }),
    plugins: [plugin],
    jobs: { maxRows: 1 },
    world,
  });
  return { summary, tookMs: world.elapsed() - begun };
}

test('plugins are notified of the progress every second, and at the end', async () => {
  const seen: Progress[] = [];
  const { summary, tookMs } = await reportsOf((progress) => void seen.push(progress));
  expect(seen.length).toBeGreaterThan(60);
  expect(seen.length).toBeLessThanOrEqual(Math.ceil(tookMs / 1000) + 1);
  const half = seen.find(({ waits }) => waits.some(({ sinceMs }) => sinceMs > 30_000));
  expect(half).toMatchObject({ pulled: 2, fraction: 0.5, total: 4, waits: [{ for: 'source' }] });
  const busy = seen.find(({ recordsPerSecond }) => recordsPerSecond > 0);
  expect(busy?.recordsPerSecond).toBeLessThan(1);
  expect(seen.at(-1)).toMatchObject({ records: summary.records, total: 4, jobs: {}, waits: [] });
});

test('a plugin that is slow gets fewer reports, and does not slow the run', async () => {
  const world = virtualWorld(1);
  let reports = 0;
  const slow = await reportsOf(async () => {
    reports++;
    await world.sleep(0, new AbortController().signal);
    await new Promise((resolve) => setTimeout(resolve, 5));
  });
  const fast = await reportsOf(() => undefined);
  expect(slow.summary.records).toEqual(fast.summary.records);
  expect(reports).toBeLessThan(60);
});

test('a plugin that throws stops the run', async () => {
  const failing = reportsOf(() => {
    throw new Error('no screen');
  });
  await expect(failing).rejects.toMatchObject({
    code: 'PLUGIN_FAILED',
    message: 'watch, onProgress: no screen',
  });
});
