import { performance } from 'node:perf_hooks';

/** Runs `work` and prints what it cost, without the start of Node. The process must do nothing else. */
export async function measure(work) {
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  const records = await work();
  const { user, system } = process.cpuUsage(cpuBefore);
  const seconds = (performance.now() - started) / 1000;
  const cpuSeconds = (user + system) / 1e6;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(`${JSON.stringify({ records, seconds, cpuSeconds, peakBytes })}\n`);
}
