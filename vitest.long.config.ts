import { defineConfig } from 'vitest/config';
import { common } from './vitest.config.ts';

/** What is long by nature: `npm run test:long`. */
export default defineConfig({
  ...common,
  test: { ...common.test, include: ['test/**/*.long.test.ts'] },
});
