import { defineConfig } from 'vitest/config';
import { common, LONG } from './vitest.config.ts';

export default defineConfig({
  ...common,
  test: { ...common.test, include: [LONG] },
});
