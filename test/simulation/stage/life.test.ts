import { expect, test } from 'vitest';
import { lifeOf } from './life.ts';

const DEATH = { isTorn: false, isPowerCut: true, downtimeMs: 0 };

test('a dead process does nothing any more, and hears of nothing', async () => {
  const died: string[] = [];
  const done: string[] = [];
  const life = lifeOf(1, { ...DEATH, place: 'step', nth: 2 }, (where) => died.push(where));
  const step = (name: string) => life.pass(() => void done.push(name)).then(() => name);
  expect(await step('first')).toBe('first');
  const heard = await Promise.race([step('second'), step('third'), later('nothing')]);
  expect(heard).toBe('nothing');
  expect(done).toEqual(['first']);
  expect(died).toEqual(['step 2']);
});

test('what was under way when a process died is done, and not heard of', async () => {
  const life = lifeOf(1, undefined, () => {});
  let isDone = false;
  const under = life.pass(async () => {
    await later('');
    isDone = true;
  });
  life.die('here');
  expect(await Promise.race([under, later('nothing').then(later)])).toBe('nothing');
  expect(isDone).toBe(true);
});

test('a hook that waits for nothing is not waited for', () => {
  const life = lifeOf(1, undefined, () => {});
  expect(life.call(() => 7)).toBe(7);
});

function later<T>(value: T): Promise<T> {
  return new Promise((resolve) => setImmediate(() => resolve(value)));
}
