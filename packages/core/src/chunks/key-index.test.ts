import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { memoryDisk } from '../../../../test/world/memory-disk.ts';
import { comparableKey } from './key-hash.ts';
import { keyIndex } from './key-index.ts';
import { chunkStore } from './store.ts';

const key = fc.oneof(
  fc.constantFrom(
    ...['a', 'A', ' a ', '1', '1.0', '01', 'ＡＢ', 'ab', 'ﬁ', 'fi', 'x"y\\z:*', '1,000', '1000'],
  ),
  fc.string(),
);

const placeOf = (position: number) => ({ position, at: `v.jsonl:${position + 1}` });

describe('keyIndex', () => {
  it('finds the first other place of every key that is at two positions, with keys compared as servers compare them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(key, { maxLength: 40 }), async (keys) => {
        const index = await keyIndex(
          chunkStore(memoryDisk(), '/chunks', 1, () => 1),
          0,
        );
        for (const [position, one] of keys.entries()) await index.add(one, placeOf(position));
        const placed = keys.map((one, position) => ({ key: one, position }));
        const others = placed.flatMap(({ key: one, position }) => {
          const other = placed.find((two) => {
            return two.position !== position && comparableKey(two.key) === comparableKey(one);
          });
          const found = other && { ...placeOf(other.position), isAllAsked: true };
          return found === undefined ? [] : [[position, found] as const];
        });
        expect(await index.twice(placed)).toEqual(new Map(others));
      }),
      { numRuns: 300 },
    );
  });

  it('ignores width, case, outer blanks, the spelling of numbers and the dashes of a UUID', () => {
    const same = [
      ['Ａbc', 'abc'],
      [' abc\t', 'ABC'],
      ['1.50', '1.5'],
      ['ﬁ', 'FI'],
      ['1,000', '1e3'],
      ['1 000.0', '+1000'],
      ['E0668230-EB63-40DF-BE65-08F083CA47B1', 'e0668230eb6340dfbe6508f083ca47b1'],
    ];
    for (const [one = '', other = ''] of same)
      expect(comparableKey(one)).toBe(comparableKey(other));
    expect(comparableKey('a-b')).not.toBe(comparableKey('ab'));
    expect(comparableKey('a b')).not.toBe(comparableKey('ab'));
    expect(comparableKey('a,1')).not.toBe(comparableKey('a1'));
  });

  it('goes through all positions of one key once', async () => {
    const index = await keyIndex(
      chunkStore(memoryDisk(), '/chunks', 1, () => 1),
      0,
    );
    const count = 3000;
    for (let position = 0; position < count; position++) await index.add('N/A', placeOf(position));
    const wanted = Array.from({ length: count }, (_, position) => ({ key: 'n/a', position }));
    const added = vi.spyOn(Map.prototype, 'set');
    const twice = await index.twice(wanted);
    const times = added.mock.calls.length;
    added.mockRestore();
    expect(twice.size).toBe(count);
    expect(times).toBeLessThanOrEqual(2 * count);
  });

  it('distinguishes many keys', async () => {
    const index = await keyIndex(
      chunkStore(memoryDisk(), '/chunks', 1, () => 1),
      0,
    );
    const count = 200_000;
    for (let position = 0; position < count; position++) {
      await index.add(`VIN${position}`, placeOf(position));
    }
    const some = Array.from({ length: 5000 }, (_, place) => ({
      key: `VIN${place * 40}`,
      position: place * 40,
    }));
    expect((await index.twice(some)).size).toBe(0);
  });

  it('is truncated to the length that a segment made durable', async () => {
    const disk = memoryDisk();
    const before = await keyIndex(
      chunkStore(disk, '/chunks', 1, () => 1),
      0,
    );
    await before.add('a', placeOf(0));
    await before.sync();
    const { sizeBytes } = before;
    await before.add('b', placeOf(1));
    await before.sync();
    const after = await keyIndex(
      chunkStore(disk, '/chunks', 1, () => 1),
      sizeBytes,
    );
    await after.add('c', placeOf(1));
    const wanted = [
      { key: 'b', position: 9 },
      { key: 'a', position: 9 },
    ];
    expect(await after.twice(wanted)).toEqual(new Map([[9, { ...placeOf(0), isAllAsked: true }]]));
    expect(await after.twice([{ key: 'b', position: 9 }])).toEqual(new Map());
    await after.sync();
    expect(disk.files.get('/chunks/keys')?.length).toBe(2 * sizeBytes);
  });

  it('goes once through a key that many positions have, and through places of any length', async () => {
    const index = await keyIndex(
      chunkStore(memoryDisk(), '/chunks', 1, () => 1),
      0,
    );
    const count = 20_000;
    const place = (position: number) => ({
      position,
      at: `${'é'.repeat(position % 100 === 0 ? 20_000 : position % 10)}:${position}`,
    });
    for (let position = 0; position < count; position++) await index.add('N/A', place(position));
    const all = Array.from({ length: count }, (_, position) => ({ key: 'n/a', position }));
    const others = await index.twice(all);
    expect(others.size).toBe(count);
    expect(others.get(0)).toMatchObject(place(1));
    expect(others.get(1)?.at).toBe(place(0).at.slice(0, 15_000));
  });
});
