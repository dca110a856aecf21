import { describe, expect, it } from 'vitest';
import { keptBeside } from './contract/cleanup.ts';
import { RowferryError } from './contract/errors.ts';
import type { JobEvent, Plugin } from './contract/plugin.ts';
import type { RunEnd } from './contract/run-info.ts';
import type { SourceRecord } from './contract/source.ts';
import { hooksOf, Refused, type Transformed } from './hooks.ts';

const JOB: JobEvent = { chunk: 1, status: 'creating', rows: 1, bytes: 1 };

describe('hooks', () => {
  it('are called in plugin order, each after the promise of the previous one', async () => {
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

it.each<[string, unknown, string]>([
  ['one line', new Error('no disk\nssn 1\nssn 2'), 'no disk'],
  ['one line of Windows', new Error('no disk\r\nssn 1'), 'no disk'],
  ['200 characters', new Error(`${'x'.repeat(200)}ssn`), `${'x'.repeat(200)}…`],
  ['no quotation', thrownBy(() => JSON.parse('ssn')), 'SyntaxError'],
  ['any text', 'ssn is missing', 'ssn is missing'],
])('what a hook throws is repeated with %s', async (_, thrown, said) => {
  const throwing: Plugin = { name: 'p', onVerdicts: () => Promise.reject(thrown) };
  const error = await hooksOf([throwing])
    .verdicts([])
    .catch((caught: unknown) => caught);
  expect(error).toMatchObject({ message: `p, onVerdicts: ${said}`, cause: thrown });
});

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

it('every plugin is notified of the end, even if another one throws', async () => {
  const ended: string[] = [];
  const plugin = (name: string): Plugin => ({
    name,
    onEnd() {
      ended.push(name);
      throw new Error(name);
    },
  });
  const end = hooksOf([plugin('a'), plugin('b')]).end({} as RunEnd);
  const error = await end.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'PLUGIN_FAILED', message: 'a, onEnd: a' });
  expect(keptBeside(error)).toMatchObject([{ code: 'PLUGIN_FAILED', message: 'b, onEnd: b' }]);
  expect(ended).toEqual(['a', 'b']);
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

  it('pass their results on in order, with promises or without', async () => {
    const { transform } = hooksOf([add('a'), later(add('b')), add('c'), later(add('d'))]);
    expect(await transform({ text: '' }, context)).toEqual({ text: 'abcd' });
  });

  it('are not awaited if none returns a promise', () => {
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

  it('end with the first that returns no record', async () => {
    const wrong: Plugin = { name: 'wrong', transform: () => null as never };
    const next: Plugin = { name: 'next', transform: ({ a }) => ({ a }) };
    expect(hooksOf([wrong, next]).transform({}, context)).toBeNull();
    expect(await hooksOf([later(wrong), next]).transform({}, context)).toBeNull();
  });
});

describe('transforms of batches', () => {
  const names: Plugin = {
    name: 'names',
    transformBatch: (records, contexts) =>
      records.map((record, index) => ({ ...record, at: contexts[index]?.at })),
  };
  const returning = (results: unknown): Plugin => ({
    name: 'returning',
    transformBatch: () => results as never,
  });

  function transformAll(
    plugins: readonly Plugin[],
    records: readonly (SourceRecord | undefined)[],
  ): Promise<Transformed[]> | undefined {
    const contexts = records.map((_, position) => ({ position, at: `line ${position}` }));
    return hooksOf(plugins).transformBatch?.(records, contexts);
  }

  it('are absent if no plugin has one', () => {
    const plugin: Plugin = { name: 'one', transform: (record) => record };
    expect(hooksOf([plugin])).not.toHaveProperty('transformBatch');
  });

  it('get the records that are not unreadable, skipped or rejected before, with their places', async () => {
    const some: Plugin = {
      name: 'some',
      transform({ n }) {
        if (n === 1) return undefined;
        if (n === 2) throw new Error('refused');
        return n === 3 ? (null as never) : { n };
      },
    };
    const batches: number[] = [];
    const counting: Plugin = {
      name: 'counting',
      transformBatch: async (records) => {
        batches.push(records.length);
        return records;
      },
    };
    const records = [{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }, undefined, { n: 5 }];
    const transformed = await transformAll([some, counting, names], records);
    expect(transformed).toEqual([
      { n: 0, at: 'line 0' },
      undefined,
      new Refused(new Error('refused')),
      null,
      undefined,
      { n: 5, at: 'line 5' },
    ]);
    expect(batches).toEqual([2]);
  });

  it('are not called if no record is left', async () => {
    expect(await transformAll([returning(7)], [undefined, undefined])).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('are called after `transform` if a plugin has both, and keep their `this`', async () => {
    class Both implements Plugin {
      readonly name = 'both';
      transform({ text }: SourceRecord) {
        return { text: `${text}, one` };
      }
      transformBatch(records: readonly SourceRecord[]) {
        return records.map(({ text }) => ({ text: `${text}, ${this.name}` }));
      }
    }
    expect(await transformAll([new Both()], [{ text: 'a' }])).toEqual([{ text: 'a, one, both' }]);
  });

  it('reject the records for which they return an error', async () => {
    const error = new Error('unknown');
    const transformed = await transformAll([returning([{ a: 1 }, error]), names], [{}, {}]);
    expect(transformed).toEqual([{ a: 1, at: 'line 0' }, new Refused(error)]);
  });

  it.each([
    [
      'too few results',
      [{}],
      'it received 2 records and returned 1 results; return one result for each',
    ],
    [
      'too many results',
      [{}, {}, {}],
      'it received 2 records and returned 3 results; return one result for each',
    ],
    [
      'no array',
      undefined,
      'it received 2 records and returned no array; return one result for each',
    ],
    [
      'no array, later',
      Promise.resolve(),
      'it received 2 records and returned no array; return one result for each',
    ],
  ])('stop the run with their name if they return %s', async (_, results, message) => {
    await expect(transformAll([returning(results)], [{}, {}])).rejects.toMatchObject({
      code: 'PLUGIN_FAILED',
      message: `returning, transformBatch: ${message}`,
    });
  });

  it('stop the run if they throw, at once or later', async () => {
    const cause = new Error('no service');
    const failed = {
      code: 'PLUGIN_FAILED',
      message: 'returning, transformBatch: no service',
      cause,
    };
    const throwing: Plugin = {
      name: 'returning',
      transformBatch() {
        throw cause;
      },
    };
    await expect(transformAll([throwing], [{}])).rejects.toMatchObject(failed);
    const late = returning(Promise.reject(cause));
    await expect(transformAll([late], [{}])).rejects.toMatchObject(failed);
  });

  it('stop the run with the same error if they throw or return a RowferryError', async () => {
    const stop = new RowferryError('SOURCE_FAILED', 'enough');
    await expect(transformAll([returning(Promise.reject(stop))], [{}])).rejects.toBe(stop);
    await expect(transformAll([returning([stop])], [{}])).rejects.toBe(stop);
    const one: Plugin = { name: 'one', transform: () => Promise.reject(stop) };
    await expect(transformAll([one, names], [{}])).rejects.toBe(stop);
  });
});
