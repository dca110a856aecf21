import { type Batch, ExactNumber, RowferryError, type Source, Unreadable } from '@rowferry/core';
import { describe, expect, test, vi } from 'vitest';
import { complaints, failedRules } from '../broken.fixture.ts';
import { SOURCE_RULES, sourceConformance } from './conformance.ts';
import { listSubject, RECORDS, type Sabotage } from './list-source.fixture.ts';

vi.mock('node:timers/promises', () => import('../virtual-timers.fixture.ts'));

describe('a source that keeps every promise', () => {
  sourceConformance({ test, ...listSubject() });
});

/** Each breaks the one rule that it stands under. */
const SABOTAGES: Record<string, Sabotage> = {
  shape: { wrap: (source) => ({ ...source, name: '' }) },
  order: {
    records: (all) => [...all.slice(0, 7), ...all.slice(8, 9), ...all.slice(7)].slice(0, 14),
  },
  batches: { batch: (batch) => ({ ...batch, records: alike(batch.records) }) },
  fraction: { batch: (batch, from) => ({ ...batch, fraction: from === 3 ? 0.9 : 0.5 }) },
  locate: { batch: (batch) => ({ ...batch, locate: () => 'list' }) },
  json: { batch: (batch) => ({ ...batch, json: () => '{"n":1.0}' }) },
  again: { wrap: differsWhenReadAgain },
  'two-reads': { wrap: withOnePlaceForAllReads },
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
  'abort-before': { deafTo: 'before' },
  'abort-between': { deafTo: 'between' },
  'abort-during': { deafTo: 'during' },
};

test.concurrent.each(Object.entries(SABOTAGES))(
  '%s alone fails where it is broken',
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
  ['json', { batch: (batch) => ({ ...batch, json: () => '{\n}' }) }],
  ['locate', { batch: (batch) => ({ ...batch, locate: (index) => `other:${index}` }) }],
  ['failure', { wrap: throwingTwice }],
  ['batches', { batchRecords: 14 }],
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

test('every rule is broken by somebody, but that of sources without checkpoints', () => {
  expect([...Object.keys(SABOTAGES), 'no-checkpoint'].sort()).toEqual(
    SOURCE_RULES.map(({ name }) => name).sort(),
  );
});

test.concurrent('a source that says it cannot restart may carry no checkpoint', async () => {
  const bare = {
    batch: ({ checkpoint: _, ...batch }: Parameters<NonNullable<Sabotage['batch']>>[0]) => batch,
  };
  const run = (sabotage: Sabotage, restarts: boolean) =>
    failedRules((test) => sourceConformance({ test, ...listSubject(sabotage), restarts }));
  expect(await run(bare, false)).toEqual([]);
  expect(await run({}, false)).toEqual(['no-checkpoint']);
  expect(await run(bare, true)).toEqual(['restart']);
});

test.concurrent('a probe that sees nothing, and content that is too short, are told', async () => {
  const { ahead = { taken: () => 0 }, ...subject } = listSubject();
  const options = { ...subject, held: () => 0, ahead: { taken: ahead.taken, max: 100 } };
  expect(await failedRules((test) => sourceConformance({ test, ...options }))).toEqual([
    'back-pressure',
    'early-return',
    'abort-releases',
    'failure-releases',
  ]);
});

test.concurrent('a source that fails before it holds anything proves nothing', async () => {
  const subject = listSubject();
  const failing = (): Source => ({
    name: 'missing',
    // biome-ignore lint/correctness/useYield: it fails at once.
    async *read({ signal }) {
      signal.throwIfAborted();
      throw new RowferryError('SOURCE_FAILED', 'it is not there');
    },
  });
  const run = (held: typeof subject.held) =>
    failedRules((test) => sourceConformance({ test, ...subject, failing, held }));
  expect(await run(subject.held)).toEqual(['failure-releases']);
  expect(await run(undefined)).toEqual([]);
});

test.concurrent('what a source holds during the pull that fails is seen', async () => {
  const run = (sabotage: Sabotage) =>
    failedRules((test) => sourceConformance({ test, ...listSubject({ failsAt: 0, ...sabotage }) }));
  expect(await run({})).toEqual([]);
  expect(await run({ keepsOpen: 'failure' })).toEqual(['failure-releases']);
});

/** What is expected of a field, what the source gives, and whether that is the same. */
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

test.concurrent.each(COMPARED)('%o is expected, %o given: the same? %s', async (...row) => {
  const [expected, given, isSame] = row;
  const withValue = (value: unknown) => (all: typeof RECORDS) =>
    all.map((record, n) => (n === 2 ? { n, value } : record));
  const options = {
    ...listSubject({
      records: withValue(given),
      batch: ({ json: _, ...batch }) => batch,
    }),
    records: withValue(expected)(RECORDS),
  };
  expect(await failedRules((test) => sourceConformance({ test, ...options }))).toEqual(
    isSame ? [] : ['order'],
  );
});

test.concurrent.each([...Object.entries(SABOTAGES), ...OTHER_SABOTAGES])(
  'the complaint about %s is one line, without a difference of values: %#',
  async (name, sabotage) => {
    const told = await complaints((test) => sourceConformance({ test, ...listSubject(sabotage) }));
    const error = told.get(name);
    expect(error).toMatchObject({ message: expect.stringMatching(/^.{10,300}$/) });
    expect(error).toMatchObject({ expected: undefined, actual: undefined });
  },
);

const COMPLAINTS: [string, Sabotage, string][] = [
  [
    'locate',
    { batch: (batch, from) => ({ ...batch, locate: (index) => `list:${from + index + 1}` }) },
    'record 0 must stand at list:0; the source says list:1',
  ],
  [
    'abort-between',
    { deafTo: 'between' },
    "the pull after the abort gave a batch; it must reject with the signal's reason",
  ],
  [
    'abort-between',
    { wrap: endingAtAborts },
    "the pull after the abort ended quietly; it must reject with the signal's reason",
  ],
  [
    'abort-before',
    { wrap: endingAtAborts },
    "the first pull ended quietly; it must reject with the signal's reason",
  ],
  ['back-pressure', { ahead: 6 }, '9 was taken when one batch was handed on; expected up to 5'],
];

test.concurrent.each(COMPLAINTS)('%s says what is wrong: %#', async (name, sabotage, message) => {
  const told = await complaints((test) => sourceConformance({ test, ...listSubject(sabotage) }));
  expect(told.get(name)).toMatchObject({ message });
});

test.concurrent('what an earlier read left open is not taken for a blind probe', async () => {
  const { held: inner = () => 0, ...subject } = listSubject();
  // Three are open before, and collected as garbage while the rule looks.
  const held = async () => ((await inner()) > 0 ? 1 : 3);
  const told = await complaints((test) => sourceConformance({ test, ...subject, held }));
  expect(String(told.get('abort-releases'))).toContain('an earlier read left 3 open');
});

test.concurrent('what hangs is told, too', async () => {
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

/** Has all that a list has, and is none. */
function alike(records: Batch['records']): Batch['records'] {
  return Object.assign(Object.create(Array.prototype), records, { length: records.length });
}

/** The second read from the start says other places. */
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

/** A second read takes the first one's place. */
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

/** Takes an abort for the end. */
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
