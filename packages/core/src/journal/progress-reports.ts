import type { Hooks } from '../hooks.ts';
import type { World } from '../host/world.ts';
import type { ProgressMeter } from './progress.ts';

/** Often enough for a person who watches, and rare enough to cost nothing. */
const EVERY_MS = 1000;

/**
 * Notifies plugins of the progress every second, and once more at the end. Nothing waits for them until
 * then: while a plugin is busy, it gets no other report. An error stops the run, and is the last report.
 */
export function reportProgress(
  hooks: Pick<Hooks, 'progress' | 'watchesProgress'>,
  meter: Pick<ProgressMeter, 'now'>,
  world: Pick<World, 'sleep'>,
  stop: (error: unknown) => void,
): { close(): Promise<void> } {
  if (!hooks.watchesProgress) return { close: async () => {} };
  const ended = new AbortController();
  const isOver = () =>
    world.sleep(EVERY_MS, ended.signal).then(
      () => false,
      () => true,
    );
  const report = async () => {
    while (!(await isOver())) await hooks.progress(meter.now());
  };
  const reporting = report().then(
    () => true,
    (error: unknown) => {
      stop(error);
      return false;
    },
  );
  return {
    async close() {
      ended.abort();
      if (await reporting) await hooks.progress(meter.now()).catch(stop);
    },
  };
}
