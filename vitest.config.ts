import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const conditions = ['@rowferry/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/**/*.long.test.ts'],
    // For what hangs: no machine is so busy that a test takes as long. What waits for an event gives up
    // sooner, and names it.
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
    // Tests of the command line start what was built.
    globalSetup: fileURLToPath(new URL('scripts/build-before-tests.mjs', import.meta.url)),
    reporters: ['default'],
    // Whole runs have other seeds each time; they print the first.
    env: { SIM_SEED: process.env['SIM_SEED'] ?? String(Math.floor(Date.now() / 1000)) },
    // By default one core is left idle.
    maxWorkers: '100%',
    // Files of a worker share what they import, which takes a fifth of the time off.
    isolate: false,
  },
});
