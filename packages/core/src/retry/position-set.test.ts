import fc from 'fast-check';
import { expect, it } from 'vitest';
import { positionSet } from './position-set.ts';

it('contains what was added, and nothing else', () => {
  const position = fc.oneof(fc.nat(70_000), fc.maxSafeNat());
  fc.assert(
    fc.property(fc.array(position), fc.array(position), (added, others) => {
      const set = positionSet();
      for (const one of added) set.add(one);
      for (const one of [...added, ...others]) expect(set.has(one)).toBe(added.includes(one));
    }),
  );
});
