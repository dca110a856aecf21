import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pageMemory } from './page-memory.ts';

/** How many pages are taken for new before the first that is not, in a read that goes in a circle. */
function readsUntilCaught(before: number, circle: number, keysMax: number): number {
  const memory = pageMemory(keysMax);
  for (let read = 0; ; read++) {
    const key = read < before ? read : before + ((read - before) % circle);
    if (!memory.isNew(String(key))) return read;
  }
}

it('tells a page that comes back at once, as long as all are remembered', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.integer({ min: 1, max: 40 }), (before, circle) => {
      expect(readsUntilCaught(before, circle, 100)).toBe(before + circle);
    }),
  );
});

it('tells any circle in the end, in bounded memory, and the first page at once', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.integer({ min: 1, max: 500 }), (before, circle) => {
      const read = readsUntilCaught(before, circle, 8);
      expect(read).toBeGreaterThanOrEqual(before + circle);
      expect(read).toBeLessThan(4 * (before + circle));
      expect(readsUntilCaught(0, circle, 8)).toBe(circle);
    }),
  );
});
