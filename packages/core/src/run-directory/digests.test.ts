import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedParts, digestOf, digestsOf } from './digests.ts';

/** The same value with the keys of every object in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, reversed(inner)]);
  return Object.fromEntries(entries.reverse());
}

test('a digest does not depend on the order of keys, and on nothing but the content', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      expect(digestOf(reversed(one))).toBe(digestOf(one));
      const isSame = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
      expect(digestOf(one) === digestOf(other)).toBe(isSame);
    }),
  );
  expect(digestOf({})).not.toBe(digestOf([]));
  expect(digestOf(1n)).not.toBe(digestOf(1));
  expect(digestOf([2n ** 64n])).not.toBe(digestOf([2n ** 64n + 1n]));
  expect(digestOf(JSON.parse('{"__proto__":1}'))).not.toBe(digestOf({}));
});

/** Written without the code that is tested. An object without keys is not a list without items. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record).sort();
  return { entries: keys.map((key) => [key, sorted(record[key])]) };
}

test('the same content has another digest in each run', () => {
  const parts = { source: { connection: 'db' }, key: undefined };
  expect(digestsOf(parts, 'r1')).toEqual(digestsOf(parts, 'r1'));
  expect(digestsOf(parts, 'r1').source).not.toBe(digestsOf(parts, 'r2').source);
  expect(digestsOf(parts, 'r1').key).not.toBe(digestsOf(parts, 'r2').key);
});

test('only parts that both know are compared', () => {
  const run = { columns: 'a', key: 'b', source: 'c' };
  expect(changedParts(run, run)).toEqual([]);
  expect(changedParts(run, { columns: 'a', key: 'b' })).toEqual([]);
  expect(changedParts(run, { ...run, target: 'd' })).toEqual([]);
  expect(changedParts(run, { columns: 'x', key: 'b', source: 'x' })).toEqual(['columns', 'source']);
});
