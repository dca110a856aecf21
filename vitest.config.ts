import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const conditions = ['@rowferry/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    // Tests of the command line start what was built.
    globalSetup: fileURLToPath(new URL('scripts/build-before-tests.mjs', import.meta.url)),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default'],
    // Whole runs have other seeds each time; they print the first.
    env: { SIM_SEED: process.env['SIM_SEED'] ?? String(Math.floor(Date.now() / 1000)) },
    // By default one core is left idle.
    maxWorkers: '100%',
  },
});
