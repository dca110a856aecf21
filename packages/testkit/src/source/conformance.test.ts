import {
  type Batch,
  ExactNumber,
  jsonBytes,
  RowferryError,
  type Source,
  Unreadable,
} from '@rowferry/core';
import { describe, expect, test, vi } from 'vitest';
import { failedRules, failures } from '../broken.fixture.ts';
import { SOURCE_RULES, sourceConformance } from './conformance.ts';
import { listSubject, RECORDS, type Sabotage } from './list-source.fixture.ts';

vi.mock('node:timers/promises', () => import('../virtual-timers.fixture.ts'));

describe('a source that keeps every promise', () => {
  sourceConformance({ test, ...listSubject() });
});

let made = 0;

/** Each breaks only the rule that is its key. */
const SABOTAGES: Record<string, Sabotage> = {
  shape: { wrap: (source) => ({ ...source, name: '' }) },
  order: {
    records: (all) => [...all.slice(0, 7), ...all.slice(8, 9), ...all.slice(7)].slice(0, 14),
  },
  batches: { batch: (batch) => ({ ...batch, records: arrayLike(batch.records) }) },
  fraction: { batch: (batch, from) => ({ ...batch, fraction: from === 3 ? 0.9 : 0.5 }) },
  locate: { batch: (batch) => ({ ...batch, locate: () => 'list' }) },
  json: { batch: (batch) => ({ ...batch, json: jsonBytes(batch.records.map(() => '{"n":1.0}')) }) },
  again: { wrap: differsWhenReadAgain },
  'two-reads': { wrap: withOnePlaceForAllReads },
  fields: { fields: ['n', 'Big'] },
  identity: { wrap: (source) => ({ ...source, identity: async () => String(made++) }) },
  decides: { wrap: (source) => ({ ...source, decides: { number: made++ } }) },
  'checkpoint-json': {
    batch: (batch, from) => ({ ...batch, checkpoint: { at: from + 3, on: new Date(0) } }),
  },
  restart: { start: (checkpoint) => Math.max(0, ((checkpoint as { at?: number })?.at ?? 0) - 1) },
  lazy: { eager: true },
  'back-pressure': { ahead: 6 },
  'end-releases': { keepsOpen: 'end' },
  'early-return': { keepsOpen: 'return' },
  'abort-releases': { keepsOpen: 'abort' },
  failure: { failure: () => new Error('it broke') },
  'failure-releases': { keepsOpen: 'failure' },
  'abort-before': { ignoresAbort: 'before' },
  'abort-between': { ignoresAbort: 'between' },
  'abort-during': { ignoresAbort: 'during' },
};

test.concurrent.each(Object.entries(SABOTAGES))(
  'only %s fails if it is broken',
  async (name, sabotage) => {
    expect(
      await failedRules((test) => sourceConformance({ test, ...listSubject(sabotage) })),
    ).toEqual([name]);
  },
);

/** More ways to break the same rules. */
const OTHER_SABOTAGES: [string, Sabotage][] = [
  ['order', { records: (all) => all.map((one, n) => (n === 2 ? { n: 2, big: 2 ** 60 } : one)) }],
  ['order', { records: (all) => all.map((one, n) => (n === 4 ? bad : one)) }],
  ['json', { batch: (batch) => ({ ...batch, json: jsonBytes(batch.records.map(() => '{\n}')) }) }],
  ['locate', { batch: (batch) => ({ ...batch, locate: (index) => `other:${index}` }) }],
  ['failure', { wrap: throwingTwice }],
  ['batches', { batchRecords: 14 }],
  ['fields', { wrap: listeningForEver }],
  ['fields', { wrap: ({ name, read }) => ({ name, read }) }],
  [
    'checkpoint-json',
    { batch: (batch, from) => ({ ...batch, checkpoint: { at: from + 3, n: 1n } }) },
  ],
];
const bad = new Unreadable('LINE_TOO_LONG', 'too long');

test.concurrent.each(OTHER_SABOTAGES)(
  '%s fails, broken in another way: %#',
  async (name, sabotage) => {
    expect(
      await failedRules((test) => sourceConformance({ test, ...listSubject(sabotage) })),
    ).toContain(name);
  },
);

test('every rule is broken here, except the one for sources without checkpoints', () => {
  expect([...Object.keys(SABOTAGES), 'no-checkpoint'].sort()).toEqual(
    SOURCE_RULES.map(({ name }) => name).sort(),
  );
});

test.concurrent('a source with `restarts: false` may have no checkpoints', async () => {
  const withoutCheckpoint = {
    batch: ({ checkpoint: _, ...batch }: Parameters<NonNullable<Sabotage['batch']>>[0]) => batch,
  };
  const run = (sabotage: Sabotage, restarts: boolean) =>
    failedRules((test) => sourceConformance({ test, ...listSubject(sabotage), restarts }));
  expect(await run(withoutCheckpoint, false)).toEqual([]);
  expect(await run({}, false)).toEqual(['no-checkpoint']);
  expect(await run(withoutCheckpoint, true)).toEqual(['restart']);
});

test.concurrent('a counter that stays at zero and content that is too short are reported', async () => {
  const { ahead = { taken: () => 0 }, ...subject } = listSubject();
  const options = { ...subject, held: () => 0, ahead: { taken: ahead.taken, max: 100 } };
  expect(await failedRules((test) => sourceConformance({ test, ...options }))).toEqual([
    'back-pressure',
    'early-return',
    'abort-releases',
    'failure-releases',
  ]);
});

test.concurrent('a failing source that never opens anything is reported', async () => {
  const subject = listSubject();
  const failing = (): Source => ({
    name: 'missing',
    // biome-ignore lint/correctness/useYield: it fails at once.
    async *read({ signal }) {
      signal.throwIfAborted();
      throw new RowferryError('SOURCE_FAILED', 'it does not exist');
    },
  });
  const run = (held: typeof subject.held) =>
    failedRules((test) => sourceConformance({ test, ...subject, failing, held }));
  expect(await run(subject.held)).toEqual(['failure-releases']);
  expect(await run(undefined)).toEqual([]);
});

test.concurrent('what a source opens only during the failing pull is counted', async () => {
  const run = (sabotage: Sabotage) =>
    failedRules((test) => sourceConformance({ test, ...listSubject({ failsAt: 0, ...sabotage }) }));
  expect(await run({})).toEqual([]);
  expect(await run({ keepsOpen: 'failure' })).toEqual(['failure-releases']);
});

/** The expected value of a field, the value of the source, and whether they are equal. */
const COMPARED: [unknown, unknown, boolean][] = [
  [Number.NaN, null, false],
  [null, Number.NaN, false],
  [Number.POSITIVE_INFINITY, Number.NaN, false],
  [new Date(Number.NaN), null, false],
  [{ deep: [Number.NaN] }, { deep: [null] }, false],
  [Number.NaN, Number.NaN, true],
  [4n, 4, true],
  [new ExactNumber('4'), 4, true],
  [new ExactNumber('1.50'), 1.5, false],
  ['4', 4, false],
  [new Date(0), '1970-01-01T00:00:00.000Z', true],
  [undefined, undefined, true],
];

test.concurrent.each(COMPARED)('%o is expected, the source has %o: equal? %s', async (...row) => {
  const [expected, actual, isSame] = row;
  const withValue = (value: unknown) => (all: typeof RECORDS) =>
    all.map((record, n) => (n === 2 ? { n, value } : record));
  const options = {
    ...listSubject({
      records: withValue(actual),
      batch: ({ json: _, ...batch }) => batch,
    }),
    records: withValue(expected)(RECORDS),
  };
  expect(await failedRules((test) => sourceConformance({ test, ...options }))).toEqual(
    isSame ? [] : ['order'],
  );
});

test.concurrent.each([...Object.entries(SABOTAGES), ...OTHER_SABOTAGES])(
  'the message for %s is one line, without a diff of values: %#',
  async (name, sabotage) => {
    const failed = await failures((test) => sourceConformance({ test, ...listSubject(sabotage) }));
    const error = failed.get(name);
    expect(error).toMatchObject({ message: expect.stringMatching(/^.{10,300}$/) });
    expect(error).toMatchObject({ expected: undefined, actual: undefined });
  },
);

const MESSAGES: [string, Sabotage, string][] = [
  [
    'locate',
    { batch: (batch, from) => ({ ...batch, locate: (index) => `list:${from + index + 1}` }) },
    'expected the place of record 0 to be list:0; got list:1',
  ],
  [
    'abort-between',
    { ignoresAbort: 'between' },
    "the pull after the abort returned a batch; it must reject with the signal's reason",
  ],
  [
    'abort-between',
    { wrap: endingAtAborts },
    "the pull after the abort ended without an error; it must reject with the signal's reason",
  ],
  [
    'abort-before',
    { wrap: endingAtAborts },
    "the first pull ended without an error; it must reject with the signal's reason",
  ],
  ['back-pressure', { ahead: 6 }, '9 taken after one batch was yielded; expected at most 5'],
];

test.concurrent.each(MESSAGES)('%s says what is wrong: %#', async (name, sabotage, message) => {
  const failed = await failures((test) => sourceConformance({ test, ...listSubject(sabotage) }));
  expect(failed.get(name)).toMatchObject({ message });
});

test.concurrent('files left open by an earlier read get a message of their own', async () => {
  const { held: inner = () => 0, ...subject } = listSubject();
  // Three are open before, and are garbage-collected while the rule counts.
  const held = async () => ((await inner()) > 0 ? 1 : 3);
  const failed = await failures((test) => sourceConformance({ test, ...subject, held }));
  expect(String(failed.get('abort-releases'))).toContain('an earlier read left 3 open');
});

test.concurrent('a source that hangs is reported, too', async () => {
  const hanging: Source = {
    name: 'hanging',
    read: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) }),
  };
  const failed = await failedRules((test) =>
    sourceConformance({ test, source: () => hanging, records: [{}, {}] }),
  );
  expect(failed).toContain('order');
});

test('a misspelt option is a TypeError', () => {
  const misspelt = { ...listSubject(), test, help: () => 0 };
  expect(() => sourceConformance(misspelt)).toThrow('unknown key `help`; did you mean `held`?');
});

/** Has everything that an array has, but is not one. */
function arrayLike(records: Batch['records']): Batch['records'] {
  return Object.assign(Object.create(Array.prototype), records, { length: records.length });
}

/** The second read from the start returns different places. */
function differsWhenReadAgain(source: Source): Source {
  let reads = 0;
  return {
    ...source,
    async *read(options) {
      reads += 1;
      const suffix = reads === 1 ? '' : `, read ${reads}`;
      for await (const batch of source.read(options)) {
        yield { ...batch, locate: (index) => `${batch.locate?.(index)}${suffix}` };
      }
    },
  };
}

function listeningForEver(source: Source): Source {
  const fields: Source['fields'] = async ({ signal }) => {
    signal.addEventListener('abort', () => {});
    return ['n', 'big'];
  };
  return { ...source, fields };
}

/** A second read ends the first one. */
function withOnePlaceForAllReads(source: Source): Source {
  let latest = 0;
  return {
    ...source,
    async *read(options) {
      latest += 1;
      const own = latest;
      for await (const batch of source.read(options)) {
        if (own !== latest) return;
        yield batch;
      }
    },
  };
}

function throwingTwice(source: Source): Source {
  return {
    ...source,
    read(options) {
      const inner = source.read(options)[Symbol.asyncIterator]();
      let failure: unknown;
      const next = async () => {
        if (failure !== undefined) throw failure;
        return await inner.next().catch((error: unknown) => {
          if (error instanceof RowferryError) failure = error;
          throw error;
        });
      };
      const left = async () =>
        (await inner.return?.()) ?? { done: true as const, value: undefined };
      return { [Symbol.asyncIterator]: () => ({ next, return: left }) };
    },
  };
}

/** Ends without an error at an abort. */
function endingAtAborts(source: Source): Source {
  return {
    ...source,
    async *read(options) {
      try {
        yield* source.read(options);
      } catch (error) {
        if (!options.signal.aborted) throw error;
      }
    },
  };
}
