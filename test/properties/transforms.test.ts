import { migrate, type Plugin, Rejection, type SourceRecord, type Verdict } from '@rowferry/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scriptedTarget } from '../world/scripted-target.ts';
import { virtualWorld } from '../world/virtual-world.ts';

type Answer = SourceRecord | undefined | Error;
type Way = 'one' | 'one, later' | 'batch' | 'batch, later';

const way = fc.constantFrom<Way>('one', 'one, later', 'batch', 'batch, later');

/** What plugin `index` returns for a record, however it is called. */
function answerOf(index: number, record: SourceRecord, at: string): Answer {
  const n = Number(record['n']);
  switch ((n * 7 + index * 3) % 11) {
    case 0:
      return undefined;
    case 1:
      return new Error(`${index} refuses ${at}`);
    case 2:
      return new Rejection('MINE', `${index} refuses`, 'n__c');
    case 3:
      return index % 2 === 0 ? (null as never) : { ...record, text: Number.NaN };
    default:
      return { ...record, text: `${record['text']}${index}` };
  }
}

function plugin(way: Way, index: number): Plugin {
  const name = `plugin ${index}`;
  const one: NonNullable<Plugin['transform']> = (record, { at }) => {
    const answer = answerOf(index, record, at);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const batch = (records: readonly SourceRecord[], contexts: readonly { at: string }[]) =>
    records.map((record, place) => answerOf(index, record, contexts[place]?.at ?? ''));
  switch (way) {
    case 'one':
      return { name, transform: one };
    case 'one, later':
      return { name, transform: async (record, context) => one(record, context) };
    case 'batch':
      return { name, transformBatch: batch };
    case 'batch, later':
      return { name, transformBatch: async (records, contexts) => batch(records, contexts) };
  }
}

/** The verdicts on `count` records in source order, and the rows that are stored. */
async function outcome(count: number, maxRows: number, plugins: readonly Plugin[], seed: number) {
  const world = virtualWorld(seed);
  const target = scriptedTarget(world, { tookMs: () => 100, refuse: () => [] });
  const verdicts: Verdict[] = [];
  await migrate(
    Array.from({ length: count }, (_, n) => ({ n, text: '' })),
    {
      columns: { n__c: 'n', text__c: 'text' },
      target,
      jobs: { maxRows },
      world,
      plugins: [...plugins, { name: 'watch', onVerdicts: (some) => void verdicts.push(...some) }],
    },
  );
  verdicts.sort((a, b) => a.position - b.position);
  const stored = [...target.stored].sort((a, b) => Number(a['n__c']) - Number(b['n__c']));
  return { verdicts: verdicts.map((verdict) => ({ ...verdict, record: verdict.record })), stored };
}

test('for any mix of plugins, batches get the same verdicts as single records', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(way, { minLength: 1, maxLength: 5 }),
      // More than one batch of 256 at times.
      fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 250, max: 600 })),
      fc.integer({ min: 1, max: 300 }),
      fc.nat(),
      async (ways, count, maxRows, seed) => {
        const mixed = await outcome(count, maxRows, ways.map(plugin), seed);
        const single = await outcome(
          count,
          maxRows,
          ways.map((_, i) => plugin('one', i)),
          seed,
        );
        expect(mixed).toEqual(single);
        expect(mixed.verdicts).toHaveLength(count);
      },
    ),
    { numRuns: 60 },
  );
});
