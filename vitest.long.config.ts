import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** What is long by nature: `npm run test:long`. */
export default defineConfig({
  ...base,
  test: { ...base.test, include: ['test/**/*.long.test.ts'], exclude: ['**/node_modules/**'] },
});
