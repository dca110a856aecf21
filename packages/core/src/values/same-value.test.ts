import { expect, it } from 'vitest';
import { parseExact } from './parse-exact.ts';
import { sameValue } from './same-value.ts';

it.each([
  ['V1', 'V1', true],
  ['V1', 'v1', false],
  ['V1', 'V10', false],
  [7, '007', true],
  [7, '7.0', true],
  [7, '70e-1', true],
  [7, '8', false],
  [parseExact('12345678901234567890'), '12345678901234567890', true],
  [parseExact('12345678901234567890'), '12345678901234567891', false],
  [true, 'TRUE', true],
  ['2024-01-02T01:00:00+01:00', '2024-01-02T00:00:00Z', true],
  ['2024-01-02T00:00:00.123456Z', '2024-01-02T00:00:00.1234560Z', true],
  ['2024-01-02T00:00:00.123456Z', '2024-01-02T00:00:00.123457Z', false],
  [null, '', true],
  [undefined, 'x', false],
  [0, '', false],
])('%s for the cell %s: %s', (value, cell, isSame) => {
  expect(sameValue(value, cell)).toBe(isSame);
});
