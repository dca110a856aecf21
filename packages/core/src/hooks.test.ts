import { describe, expect, it } from 'vitest';
import { hooksOf } from './hooks.ts';
import type { JobEvent, Plugin } from './plugin.ts';

const JOB: JobEvent = { chunk: 1, status: 'creating', rows: 1, bytes: 1 };

describe('hooks', () => {
  it('are called in plugin order, each after the promise of the one before', async () => {
    const calls: string[] = [];
    const plugin = (name: string, isLate: boolean): Plugin => ({
      name,
      onJob() {
        if (!isLate) return void calls.push(name);
        return Promise.resolve().then(() => void calls.push(name));
      },
    });
    await hooksOf([plugin('a', true), { name: 'none' }, plugin('b', false), plugin('c', true)]).job(
      JOB,
    );
    expect(calls).toEqual(['a', 'b', 'c']);
  });

  it('keep their `this`', async () => {
    class Counter implements Plugin {
      readonly name = 'counter';
      count = 0;
      onJob() {
        this.count++;
      }
      transform(record: object) {
        return { ...record, by: this.name };
      }
    }
    const counter = new Counter();
    const hooks = hooksOf([counter]);
    await hooks.job(JOB);
    expect(counter.count).toBe(1);
    expect(hooks.transform({}, { position: 0, at: 'x' })).toEqual({ by: 'counter' });
  });

  it('stop the run when they throw, naming plugin and hook', async () => {
    const cause = new Error('no disk');
    const failing = {
      name: 'audit',
      onEnd: () => Promise.reject(cause),
      onJob: () => {
        throw cause;
      },
    };
    await expect(hooksOf([failing]).job(JOB)).rejects.toMatchObject({
      code: 'PLUGIN_FAILED',
      message: 'audit, onJob: no disk',
      cause,
    });
  });
});

describe('transforms', () => {
  const add = (letter: string): Plugin => ({
    name: letter,
    transform: (record) => ({ ...record, text: `${record['text']}${letter}` }),
  });
  const later = (plugin: Plugin): Plugin => ({
    ...plugin,
    transform: async (record, context) => plugin.transform?.(record, context),
  });
  const context = { position: 0, at: 'x' };

  it('hand on to each other, in order, promised or not', async () => {
    const { transform } = hooksOf([add('a'), later(add('b')), add('c'), later(add('d'))]);
    expect(await transform({ text: '' }, context)).toEqual({ text: 'abcd' });
  });

  it('are not awaited where none promises', () => {
    expect(hooksOf([add('a'), add('b')]).transform({ text: '' }, context)).toEqual({ text: 'ab' });
  });

  it('end with the first that skips', async () => {
    const skip: Plugin = { name: 'skip', transform: () => undefined };
    const never: Plugin = {
      name: 'never',
      transform: () => {
        throw new Error('called');
      },
    };
    expect(hooksOf([skip, never]).transform({}, context)).toBeUndefined();
    expect(await hooksOf([later(skip), never]).transform({}, context)).toBeUndefined();
  });
});
