import { expect } from 'vitest';
import type { Ended } from '../world/started.ts';

/** Expects that a command failed with one message and exit code 2, and printed nothing else. */
export function expectOneLine({ code, stdout, stderr }: Ended, pattern: RegExp): void {
  expect(stderr).toMatch(pattern);
  expect(stderr).toMatch(/^rowferry: [^\n]+\n$/);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
}
