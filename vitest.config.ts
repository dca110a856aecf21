import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const conditions = ['@rowferry/source'];
const ROOT = fileURLToPath(new URL('.', import.meta.url));
/** What is long by nature: `npm run test:long`. */
export const LONG = '{packages/*/src,test}/**/*.long.test.ts';
const NEVER = '**/node_modules/**';
/** They replace Node's timers, before anything is loaded. */
const WITH_OTHER_TIMERS = 'packages/testkit/src/**/*.test.ts';

/** What all tests have in common. */
export const common = defineConfig({
  root: ROOT,
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // For what hangs. What waits for an event gives up sooner, and names it.
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
    expect: { poll: { timeout: 600_000 } },
    // Tests of the command line start what was built.
    globalSetup: `${ROOT}scripts/build-before-tests.mjs`,
    reporters: ['default'],
    // Whole runs have the same seeds each time, so that a red test is due to a change. `simulate:seeds` tries others.
    env: { SIM_SEED: process.env['SIM_SEED'] ?? '1000000' },
    // By default one core is left idle.
    maxWorkers: '100%',
  },
});

export default defineConfig({
  ...common,
  test: {
    ...common.test,
    projects: [
      // Tests of single modules share what is loaded; whole programs are tested on their own.
      project('modules', {
        include: ['packages/*/src/**/*.test.ts'],
        exclude: [WITH_OTHER_TIMERS],
      }),
      project('whole', { include: ['test/**/*.test.ts', WITH_OTHER_TIMERS] }),
    ],
  },
});

function project(
  name: 'modules' | 'whole',
  { include, exclude = [] }: { include: string[]; exclude?: string[] },
) {
  return {
    extends: true as const,
    test: { name, include, exclude: [NEVER, LONG, ...exclude], isolate: name === 'whole' },
  };
}
