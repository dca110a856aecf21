import { expect, test } from 'vitest';
import { lifeOf } from './life.ts';

const DEATH = { isTorn: false, isPowerCut: true, downtimeMs: 0 };

test('a dead process does nothing more and gets no results', async () => {
  const died: string[] = [];
  const done: string[] = [];
  const life = lifeOf(1, { ...DEATH, place: 'step', nth: 2 }, (where) => died.push(where));
  const step = (name: string) => life.pass(() => void done.push(name)).then(() => name);
  expect(await step('first')).toBe('first');
  const first = await Promise.race([step('second'), step('third'), later('nothing')]);
  expect(first).toBe('nothing');
  expect(done).toEqual(['first']);
  expect(died).toEqual(['step 2']);
});

test('an operation that started before the death is completed, but its result does not arrive', async () => {
  const life = lifeOf(1, undefined, () => {});
  let isDone = false;
  const operation = life.pass(async () => {
    await later('');
    isDone = true;
  });
  life.die('here');
  expect(await Promise.race([operation, later('nothing').then(later)])).toBe('nothing');
  expect(isDone).toBe(true);
});

test('a synchronous hook returns synchronously', () => {
  const life = lifeOf(1, undefined, () => {});
  expect(life.call(() => 7)).toBe(7);
});

function later<T>(value: T): Promise<T> {
  return new Promise((resolve) => setImmediate(() => resolve(value)));
}
