import { relative } from 'node:path';

const SHOWN_MAX = 10;

/** Prints which test files took longest, including imports and hooks. Some files run in parallel. */
export default class SlowestFiles {
  onTestRunEnd(modules) {
    const rows = modules
      .map((module) => ({ path: relative('', module.moduleId), seconds: secondsOf(module) }))
      .sort((one, other) => other.seconds - one.seconds)
      .slice(0, SHOWN_MAX)
      .map(({ path, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${path}\n`);
    process.stdout.write(`The slowest files:\n${rows.join('')}`);
  }
}

function secondsOf(module) {
  const { collectDuration, setupDuration, duration } = module.diagnostic();
  return (collectDuration + setupDuration + duration) / 1000;
}
