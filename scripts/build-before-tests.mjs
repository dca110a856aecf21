import { run } from './tasks.mjs';

/** Builds stale packages before the first test, and before each rerun after a change. */
export function setup(project) {
  run('build', []);
  project.onTestsRerun(() => {
    run('build', []);
  });
}
