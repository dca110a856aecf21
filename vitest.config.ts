import { defineConfig } from 'vitest/config';

const conditions = ['@rowferry/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default'],
    // By default one core is left idle.
    maxWorkers: '100%',
  },
});
