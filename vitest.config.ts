import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const conditions = ['@rowferry/source'];
const ROOT = fileURLToPath(new URL('.', import.meta.url));
const LONG = 'test/**/*.long.test.ts';
/** Tests that replace, or measure, what belongs to the whole process: timers, modules, memory. */
const APART = [
  'packages/cli/src/interrupt.test.ts',
  'packages/cli/src/progress.test.ts',
  'packages/source-csv/src/row-cutter.test.ts',
  'packages/source-jsonl/src/lines.test.ts',
  'packages/source-postgres/src/access.test.ts',
  'packages/source-postgres/src/connections.test.ts',
  'packages/testkit/src/**/*.test.ts',
  'packages/zuora/src/token.test.ts',
];
const NEVER = '**/node_modules/**';

/** What all tests have in common. */
export const common = defineConfig({
  root: ROOT,
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // For what hangs. What waits for an event gives up sooner, and names it.
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
    expect: { poll: { timeout: 300_000 } },
    // Tests of the command line start what was built.
    globalSetup: `${ROOT}scripts/build-before-tests.mjs`,
    reporters: ['default'],
    // Whole runs have other seeds each time; they print the first.
    env: { SIM_SEED: process.env['SIM_SEED'] ?? String(Math.floor(Date.now() / 1000)) },
    // By default one core is left idle.
    maxWorkers: '100%',
  },
});

export default defineConfig({
  ...common,
  test: {
    ...common.test,
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [NEVER, LONG, ...APART],
          // Files of a worker share what they import, which takes a fifth of the time off.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'apart', include: APART } },
    ],
  },
});
