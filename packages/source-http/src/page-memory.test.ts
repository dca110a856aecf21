import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pageMemory } from './page-memory.ts';

/** How many pages count as new before the first that does not, in a read that loops. */
function readsUntilCaught(before: number, loop: number, keysMax: number): number {
  const memory = pageMemory(keysMax);
  for (let read = 0; ; read++) {
    const key = read < before ? read : before + ((read - before) % loop);
    if (!memory.isNew(String(key))) return read;
  }
}

it('detects a repeated page at once, as long as all are remembered', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.integer({ min: 1, max: 40 }), (before, loop) => {
      expect(readsUntilCaught(before, loop, 100)).toBe(before + loop);
    }),
  );
});

it('detects any loop in the end, in bounded memory, and the first page at once', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.integer({ min: 1, max: 500 }), (before, loop) => {
      const read = readsUntilCaught(before, loop, 8);
      expect(read).toBeGreaterThanOrEqual(before + loop);
      expect(read).toBeLessThan(4 * (before + loop));
      expect(readsUntilCaught(0, loop, 8)).toBe(loop);
    }),
  );
});
