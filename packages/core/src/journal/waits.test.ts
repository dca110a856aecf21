import { expect, it } from 'vitest';
import { waitsBy } from './waits.ts';

it('lists what is waited for, the longest first, until it ends', () => {
  let now = 1000;
  const waits = waitsBy(() => now);
  const endSlot = waits.begin('slot', 5000);
  now += 2000;
  const endSource = waits.begin('source');
  now += 4000;
  expect(waits.list()).toEqual([
    { for: 'slot', sinceMs: 6000, nextMs: 0 },
    { for: 'source', sinceMs: 4000 },
  ]);
  endSlot();
  endSlot();
  expect(waits.list()).toEqual([{ for: 'source', sinceMs: 4000 }]);
  endSource();
  expect(waits.list()).toEqual([]);
});
