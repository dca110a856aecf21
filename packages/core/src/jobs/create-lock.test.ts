import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLock } from './create-lock.ts';

type Kind = 'beside' | 'alone';

test('nothing is beside work that wants to be alone, all ends, and failures are passed on', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.record({ kind: fc.constantFrom<Kind>('beside', 'alone'), fails: fc.boolean() }), {
        maxLength: 8,
      }),
      async (scheduler, works) => {
        const lock = createLock();
        const at: Record<Kind, number> = { beside: 0, alone: 0 };
        const results = works.map(({ kind, fails }, index) =>
          lock[kind](async () => {
            at[kind]++;
            expect(at.alone).toBeLessThanOrEqual(1);
            expect(at.alone * at.beside).toBe(0);
            await scheduler.schedule(Promise.resolve());
            at[kind]--;
            if (fails) throw new Error(`${index}`);
            return index;
          }),
        );
        const settled = Promise.allSettled(results);
        await scheduler.waitFor(settled);
        for (const [index, one] of (await settled).entries()) {
          if (works[index]?.fails) expect(one).toMatchObject({ reason: { message: `${index}` } });
          else expect(one).toEqual({ status: 'fulfilled', value: index });
        }
      },
    ),
  );
});

test('creates go side by side, and wait for a look that waits for earlier ones', async () => {
  const lock = createLock();
  const order: string[] = [];
  const ends: (() => void)[] = [];
  const work = (name: string) => () => {
    order.push(name);
    return new Promise<void>((end) => ends.push(end));
  };
  const all = [
    lock.beside(work('create 1')),
    lock.beside(work('create 2')),
    lock.alone(work('look')),
    lock.beside(work('create 3')),
  ];
  await turns();
  expect(order).toEqual(['create 1', 'create 2']);
  ends[0]?.();
  await turns();
  expect(order).toHaveLength(2);
  ends[1]?.();
  await turns();
  expect(order).toEqual(['create 1', 'create 2', 'look']);
  ends[2]?.();
  await turns();
  expect(order).toEqual(['create 1', 'create 2', 'look', 'create 3']);
  ends[3]?.();
  await Promise.all(all);
});

const turns = () => new Promise((resolve) => setImmediate(resolve));
