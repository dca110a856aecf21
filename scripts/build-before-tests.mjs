import { run } from './tasks.mjs';

/** Builds what is stale before the first test, and before tests that a change starts again. */
export function setup(project) {
  run('build', []);
  project.onTestsRerun(() => {
    run('build', []);
  });
}
