import { expect } from 'vitest';
import type { Ended } from '../world/started.ts';

/** A command that could not do its work: one message, exit code 2, and nothing else. */
export function expectOneLine({ code, stdout, stderr }: Ended, pattern: RegExp): void {
  expect(stderr).toMatch(pattern);
  expect(stderr).toMatch(/^rowferry: [^\n]+\n$/);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
}
