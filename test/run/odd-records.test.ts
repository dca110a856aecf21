import {
  type Batch,
  migrate,
  type Plugin,
  RowferryError,
  resume,
  retry,
  type Source,
  type SourceRecord,
  type Verdict,
} from '@rowferry/core';
import { describe, expect, test } from 'vitest';
import { scriptedTarget } from '../world/scripted-target.ts';
import { virtualWorld } from '../world/virtual-world.ts';

function scene(columns: object, plugins: readonly Plugin[] = []) {
  const world = virtualWorld(1);
  const target = scriptedTarget(world, { tookMs: () => 10, refuse: () => [] });
  const verdicts: Verdict[] = [];
  const watch: Plugin = { name: 'watch', onVerdicts: (some) => void verdicts.push(...some) };
  const options = {
    ...{ columns: columns as Record<string, string>, target, world, runDir: '/run' },
    ...{ plugins: [...plugins, watch], jobs: { errorsLagSeconds: 0 } },
  };
  const lines = (path: string) =>
    Buffer.from(world.files.get(path) ?? [])
      .toString()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  const outcomes = () => {
    const sorted = verdicts.sort((a, b) => a.position - b.position);
    return sorted.map((one) => ('errors' in one ? one.errors[0]?.code : one.outcome));
  };
  return { world, target, options, verdicts, outcomes, lines };
}

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const boom = () => {
  throw new Error('boom');
};
const boomWith = (error: unknown) => {
  throw error;
};
const circle: { inner?: object } = {};
circle.inner = circle;
class Day extends Date {
  override toISOString(): string {
    return 'no date';
  }
}

/** What programs hand over as records, with what becomes of each. */
const ODD: readonly (readonly [string, unknown, string])[] = [
  ['an ordinary record', { a: 1 }, 'loaded'],
  [
    'a getter that throws',
    {
      get a() {
        return boom();
      },
    },
    'RECORD_NOT_JSON',
  ],
  ['toJSON that throws', { a: 1, toJSON: boom }, 'RECORD_NOT_JSON'],
  ['toJSON that returns a text', { a: 1, toJSON: () => 'text' }, 'RECORD_NOT_OBJECT'],
  ['a proxy that throws', new Proxy({ a: 1 }, { ownKeys: boom }), 'RECORD_NOT_JSON'],
  ['a proxy whose fields throw', new Proxy({ a: 1 }, { get: boom }), 'RECORD_NOT_JSON'],
  ['a proxy without a kind', new Proxy({ a: 1 }, { has: boom }), 'loaded'],
  ['a proxy that was revoked', revoked(), 'RECORD_NOT_OBJECT'],
  ['a proxy', new Proxy({ a: 1 }, {}), 'loaded'],
  ['a circle', circle, 'RECORD_NOT_JSON'],
  ['a date', new Date(), 'RECORD_NOT_OBJECT'],
  ['a map', new Map([['a', 1]]), 'RECORD_NOT_OBJECT'],
  ['a set', new Set([1]), 'RECORD_NOT_OBJECT'],
  ['a promise', Promise.resolve({ a: 1 }), 'RECORD_NOT_OBJECT'],
  ['a buffer', Buffer.from('a'), 'RECORD_NOT_OBJECT'],
  ['a symbol', Symbol('s'), 'RECORD_NOT_OBJECT'],
  ['a function', () => 1, 'RECORD_NOT_OBJECT'],
  ['a bigint', 1n, 'RECORD_NOT_OBJECT'],
  ['an array', [1], 'RECORD_NOT_OBJECT'],
  ['without a prototype', Object.assign(Object.create(null), { a: 1 }), 'loaded'],
  ['a date of a subclass', { a: new Day(0) }, 'loaded'],
  ['a symbol as a value', { a: Symbol('s') }, 'VALUE_NOT_SCALAR'],
  ['a function as a value', { a: () => 1 }, 'VALUE_NOT_SCALAR'],
  ['a boxed number', { a: Object(3) }, 'VALUE_NOT_SCALAR'],
  ['a map as a value', { a: new Map([['b', 1]]) }, 'VALUE_NOT_SCALAR'],
  ['an error', new Error('a'), 'RECORD_NOT_OBJECT'],
  ['a boxed text', Object('a'), 'RECORD_NOT_OBJECT'],
];

describe('odd records', () => {
  const records = ODD.map(([, record]) => record as SourceRecord);
  // Iterables await each of their records, which would read a field `then`.
  const source: Source = {
    name: 'odd',
    async *read() {
      yield { records };
    },
  };
  const expected = ODD.map(([, , outcome]) => outcome);

  test.each<[string, readonly Plugin[]]>([
    ['without plugins', []],
    ['with a transform', [{ name: 'same', transform: (record) => record }]],
    ['with an asynchronous transform', [{ name: 'same', transform: async (record) => record }]],
    ['with a transform of batches', [{ name: 'same', transformBatch: (all) => all }]],
  ])('never end the run, %s', async (_, plugins) => {
    const { options, outcomes, lines } = scene({ a__c: 'a' }, plugins);
    await migrate(source, options);
    expect(outcomes()).toEqual(expected);
    expect(lines('/run/rejected.jsonl').every(({ run }) => typeof run === 'string')).toBe(true);
  });

  test.each<[string, (odd: readonly object[]) => Plugin]>([
    ['transform', (odd) => ({ name: 'odd', transform: ({ n }) => odd[n as number] })],
    ['transformBatch', (odd) => ({ name: 'odd', transformBatch: () => odd })],
  ])('that %s returns never end the run', async (_, pluginOf) => {
    const odd = ODD.map(([, record]) => record).filter((one) => typeof one === 'object');
    const { options, outcomes } = scene({ a__c: 'a' }, [pluginOf(odd as object[])]);
    const summary = await migrate(
      odd.map((_, n) => ({ n })),
      options,
    );
    expect(summary.records.read).toBe(odd.length);
    expect(outcomes()).toHaveLength(odd.length);
  });

  test('a transform of batches that returns promises rejects their records', async () => {
    const promising: Plugin = {
      name: 'promising',
      transformBatch: (records) => records.map((record, n) => (n === 1 ? record : lazy(record))),
    };
    const lazy = async (record: SourceRecord) => record;
    const { options, outcomes, target } = scene({ a__c: 'a' }, [promising]);
    await migrate([{ a: 1 }, { a: 2 }, { a: 3 }], options);
    expect(outcomes()).toEqual(['RECORD_NOT_OBJECT', 'loaded', 'RECORD_NOT_OBJECT']);
    expect(target.stored).toEqual([{ a__c: '2' }]);
  });

  test('a transform that throws what has no text rejects its record', async () => {
    const { options, outcomes } = scene({ a__c: 'a' }, [
      {
        name: 'odd',
        transform: () => {
          throw Object.create(null);
        },
      },
    ]);
    await migrate([{ a: 1 }], options);
    expect(outcomes()).toEqual(['TRANSFORM_FAILED']);
  });
});

test('columns and fields may have the names of what objects inherit', async () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
  const text = (values: readonly unknown[]) =>
    JSON.parse(`{${names.map((name, n) => `"${name}":${JSON.stringify(values[n])}`).join()}}`);
  const { options, target } = scene(text(names));
  await migrate([text([1, 2, 3, 4, 5]), {}], options);
  expect(target.files).toEqual([`${names.join()}\n1,2,3,4,5\n,,,,\n`]);
});

describe('what a source yields', () => {
  const failing = async (batch: unknown) => {
    const { options, world } = scene({ a__c: 'a' });
    const source: Source = {
      name: 'odd',
      async *read() {
        yield { records: [{ a: 1 }] };
        yield batch as Batch;
      },
    };
    const error: unknown = await migrate(source, options).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RowferryError);
    return { error: error as RowferryError, world };
  };

  test.each<[string, unknown]>([
    ['no batch', undefined],
    ['no records', { records: 7 }],
    ['a bigint as a checkpoint', { records: [], checkpoint: 10n }],
    ['a date as a checkpoint', { records: [], checkpoint: new Date(0) }],
    ['places that throw', { records: [{ a: 2 }], locate: boom }],
    ['JSON that throws', { records: [{ a: 2 }], json: boom }],
    ['a proxy that was revoked', revoked()],
  ])('%s stops the run with the name of the source', async (_, batch) => {
    const { error } = await failing(batch);
    expect(error).toMatchObject({ code: 'SOURCE_FAILED' });
    expect(error.message).toMatch(/^odd: /);
  });

  test('a checkpoint that the source changes afterwards still leads to its place', async () => {
    const { options, target } = scene({ n__c: 'n' });
    const place = { from: 0 };
    let isBroken = true;
    const source: Source = {
      name: 'moving',
      async *read({ checkpoint = { from: 0 } }) {
        for (let { from } = checkpoint as { from: number }; from < 8; from += 2) {
          if (from === 6 && isBroken) throw new Error('broken');
          place.from = from + 2;
          yield { records: [{ n: from }, { n: from + 1 }], checkpoint: place };
        }
      },
    };
    const small = { ...options, jobs: { maxRows: 3, errorsLagSeconds: 0 } };
    await expect(migrate(source, small)).rejects.toMatchObject({ code: 'SOURCE_FAILED' });
    isBroken = false;
    expect(await resume(source, small)).toMatchObject({ records: { read: 8, loaded: 8 } });
    expect(target.stored.map(({ n__c }) => Number(n__c)).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('a source that is written wrongly', () => {
  const records = [{ a: 1 }];
  async function* read() {
    yield { records };
  }
  const iterator = (next: () => unknown) => () => ({ [Symbol.asyncIterator]: () => ({ next }) });

  test.each<[string, object, string]>([
    [
      '`fields` that are no names',
      { fields: async () => ['a', 1], read },
      '`fields` returned a list whose item 1 is no name',
    ],
    ['`fields` of null', { fields: async () => null, read }, '`fields` returned no list'],
    ['`read` of nothing', { read() {} }, '`read` returned no async iterable of batches'],
    ['`read` of null', { read: () => null }, '`read` returned no async iterable of batches'],
    [
      '`read` of a list',
      { read: () => [{ records }] },
      '`read` returned no async iterable of batches',
    ],
    [
      '`next` of undefined',
      { read: iterator(async () => undefined) },
      '`next` resolved to something that is no iterator result',
    ],
    [
      '`next` of a number',
      { read: iterator(() => 7) },
      '`next` resolved to something that is no iterator result',
    ],
  ])('with %s ends with an error that says so', async (_, parts, message) => {
    const { options } = scene({ a__c: 'a' });
    const source = { name: 'odd', ...parts } as Source;
    await expect(migrate(source, options)).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      message: `odd: ${message}`,
    });
  });
});

test.each<[string, (error: unknown) => unknown]>([
  ['throws', (error) => boomWith(error)],
  ['rejects with', (error) => Promise.reject(error)],
])('a transform that %s a proxy whose traps throw rejects its record alone', async (_, fail) => {
  const traps = { get: boom, has: boom, getPrototypeOf: boom, ownKeys: boom };
  const hostile = new Proxy({}, traps);
  const each: Plugin = {
    name: 'odd',
    transform: (record) => (record['a'] === 2 ? (fail(hostile) as object) : record),
  };
  const batch: Plugin = { name: 'batch', transformBatch: (records) => records };
  for (const plugins of [[each], [each, batch]]) {
    const { options, outcomes } = scene({ a__c: 'a' }, plugins);
    await migrate([{ a: 1 }, { a: 2 }, { a: 3 }], options);
    expect(outcomes()).toEqual(['loaded', 'TRANSFORM_FAILED', 'loaded']);
  }
});

describe('what JSON cannot express', () => {
  const given = [
    { n: 0, v: Number.NaN },
    { n: 1, v: new Date(Number.NaN) },
    { n: 2, v: () => 1 },
    { n: 3, v: 'text', w: { deep: [Number.POSITIVE_INFINITY] } },
    { n: 4, v: null },
  ];

  test('a retry never takes a `null` for the value', async () => {
    const { options, target, lines, verdicts } = scene({ n__c: 'n', v__c: 'v' }, [
      {
        name: 'strict',
        transform(record) {
          if (record['n'] === 3 || record['n'] === 4) throw new Error('refused');
          return record;
        },
      },
    ]);
    await migrate(given, options);
    const rejected = lines('/run/rejected.jsonl').sort((a, b) => a.position - b.position);
    expect(rejected.map(({ lossy, record }) => [lossy, record?.n])).toEqual([
      [true, 0],
      [true, 1],
      // Without the record, because the line would lack the field.
      [undefined, undefined],
      [true, 3],
      [undefined, 4],
    ]);
    expect(verdicts.some((one) => 'lossy' in one || 'run' in one)).toBe(false);
    const { plugins: _, ...rest } = options;
    const spooled: object[] = [];
    const onStart: Plugin['onStart'] = ({ retry: counts }) => void spooled.push(counts ?? {});
    const again = { ...rest, runDir: '/again', plugins: [{ name: 'counts', onStart }] };
    expect((await retry('/run', again)).records).toMatchObject({ read: 1, loaded: 1 });
    expect(spooled).toEqual([{ records: 1, withoutRecord: 1, notFinite: 3, unproven: 0 }]);
    expect(target.stored).toEqual([{ n__c: '4', v__c: '' }]);
  });

  test.each<[string, unknown, string, boolean | undefined]>([
    ['a map', new Map([['color', 'red']]), 'x.color', undefined],
    ['a map', new Map(), 'x', undefined],
    ['a buffer', Buffer.from('abc'), 'x.color', undefined],
    ['an error', Object.assign(new Error('a'), { code: 1 }), 'x.color', undefined],
    ['a map in another field', { x: 'text', y: new Map([[1, 2]]) }, 'z.color', true],
  ])('a retry never takes `{}` for %s', async (_, value, from, lossy) => {
    const { options, target, lines } = scene({ n__c: 'n', v__c: from });
    const x = lossy === true ? (value as object) : { x: value };
    const records = [
      { n: 1, ...x, z: 'text' },
      { n: 2, x: { color: 'blue' }, z: { color: 'c' } },
    ];
    const summary = await migrate(from === 'x' ? records.slice(0, 1) : records, options);
    expect(summary.records.rejected).toBe(1);
    const [line] = lines('/run/rejected.jsonl');
    expect([line.lossy, 'record' in line]).toEqual([lossy ?? line.lossy, lossy === true]);
    const columns = { n__c: 'n', v__c: { from, optional: true } };
    const stored = target.stored.length;
    await expect(retry('/run', { ...options, columns, runDir: '/again' })).rejects.toMatchObject({
      code: 'RETRY_REFUSED',
    });
    expect(target.stored).toHaveLength(stored);
  });
});
