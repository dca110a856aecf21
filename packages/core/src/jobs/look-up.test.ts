import { describe, expect, it } from 'vitest';
import { type Meaning, TargetError } from '../contract/target-error.ts';
import { lookUp } from './look-up.ts';

const KEYS = Array.from({ length: 500 }, (_, n) => `k${n}`);

/** Looks up `KEYS` in a target that refuses some of them, and counts the requests. */
async function lookedUp(isRefused: (key: string) => boolean, meaning: Meaning = 'other') {
  let asked = 0;
  const answered: string[] = [];
  const target = {
    // biome-ignore lint/correctness/useYield: it finds no record
    async *find(_: string, keys: readonly string[]) {
      asked++;
      if (!keys.some(isRefused)) return;
      throw new TargetError('refused', { answer: 'refused', meaning });
    },
  };
  const { signal } = new AbortController();
  const context = {
    target,
    send: (_: string, send: (o: object) => unknown) => send({ signal }),
  };
  const refused = await lookUp('vin__c', KEYS, context as never, (keys) => {
    answered.push(...keys);
  });
  return { refused: [...refused], answered, asked };
}

describe('lookUp', () => {
  it('looks up all other keys when some are refused', async () => {
    const { refused, answered } = await lookedUp((key) => key === 'k7' || key === 'k250');
    expect(refused).toEqual(['k7', 'k250']);
    expect(answered.length).toBe(KEYS.length - 2);
  });

  it('stops asking once the target says that it would refuse any key', async () => {
    const { refused, asked } = await lookedUp(() => true, 'lasting');
    expect(refused).toEqual(KEYS);
    expect(asked).toBe(1);
  });

  it('gives up if every key is refused for an unknown reason', async () => {
    const { refused, asked } = await lookedUp(() => true);
    expect(refused.sort()).toEqual([...KEYS].sort());
    expect(asked).toBeLessThan(30);
  });
});
