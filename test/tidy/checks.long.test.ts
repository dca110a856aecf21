import { expect, test } from 'vitest';
import { complaintsOf } from './complaints.ts';

// What is built of the packages has been checked before any test; this is the rest as well.
test('the whole tree type-checks', async () => {
  expect(await complaintsOf('typescript/bin/tsc', ['--noEmit'])).toBe('');
});
