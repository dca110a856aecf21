import { describe, expect, it } from 'vitest';
import { cleanedUp, doAll, keptBeside } from './cleanup.ts';

const first = () => new Error('first');
const second = new Error('second');
const failing = async () => {
  throw second;
};

describe('cleanedUp', () => {
  it('keeps an error of cleanup beside the first one', async () => {
    const error = first();
    const work = async () => {
      throw error;
    };
    await expect(cleanedUp(work, failing)).rejects.toBe(error);
    expect(keptBeside(error)).toEqual([second]);
    expect(keptBeside(new Error('wrapped', { cause: error }))).toEqual([second]);
  });

  it('rejects with the error of cleanup if there is no other', async () => {
    await expect(cleanedUp(async () => 7, failing)).rejects.toBe(second);
    expect(
      await cleanedUp(
        async () => 7,
        async () => {},
      ),
    ).toBe(7);
  });
});

it('doAll does everything, whatever fails', async () => {
  const error = first();
  let isDone = false;
  const finish = () => {
    isDone = true;
  };
  const works = [() => Promise.reject(error), failing, async () => finish()];
  await expect(doAll(works)).rejects.toBe(error);
  expect([isDone, keptBeside(error)]).toEqual([true, [second]]);
});
