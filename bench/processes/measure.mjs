import { performance } from 'node:perf_hooks';

/** Runs `work` and prints what it cost. The process must do nothing else. */
export async function measure(work) {
  const started = performance.now();
  const records = await work();
  const seconds = (performance.now() - started) / 1000;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
  const report = { records, seconds, cpuSeconds, peakBytes: maxRSS * 1024 };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
