import { migrate, type RowOutcome, type Verdict } from '@rowferry/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Script, scriptedTarget, type TrueError } from '../world/scripted-target.ts';
import { virtualWorld } from '../world/virtual-world.ts';

/** The ways in which a tenant may number rows. Which one it uses is not documented. */
const BASES = {
  records: (error: TrueError) => error.row + 2,
  firstLine: (error: TrueError) => error.firstLine,
  lastLine: (error: TrueError) => error.lastLine,
};

const row = fc.record({
  // Few different values, so that some rows are equal, and line breaks, so that the numberings differ.
  name: fc.constantFrom('', 'a', 'b', 'a\nb', 'line\r\nline', '"\n\n"', 'r\rr'),
  amount: fc.constantFrom('1.50', '007', '', '12345678901234567890'),
  flag: fc.constantFrom('true', 'false', ''),
  isRefused: fc.boolean(),
});

const shape = fc.record({
  basis: fc.constantFrom(...Object.keys(BASES)) as fc.Arbitrary<keyof typeof BASES>,
  number: fc.constantFrom('given', 'given', 'given', 'missing', 'out of range'),
  echo: fc.constantFrom('full', 'coerced', 'partial', 'foreign', 'none'),
  isMixed: fc.boolean(),
  errorsPerRow: fc.integer({ min: 1, max: 3 }),
  counts: fc.constantFrom('stored', 'all'),
  isShuffled: fc.boolean(),
});

type Shape = typeof shape extends fc.Arbitrary<infer Given> ? Given : never;

test('for any row errors, merging assigns each error to its record or to none', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 25 }),
      shape,
      fc.integer({ min: 2, max: 12 }),
      fc.integer(),
      async (rows, how, maxRows, seed) => {
        const { target, verdicts, summary } = await run(rows, how, maxRows, seed);
        const stored = new Set(target.stored.map((one) => Number(one['n__c'])));
        expect(verdicts).toHaveLength(rows.length);
        for (const verdict of verdicts) {
          const n = verdict.position;
          if (verdict.outcome === 'loaded') expect(stored.has(n)).toBe(true);
          if (verdict.outcome !== 'rejected') continue;
          expect(stored.has(n)).toBe(false);
          for (const error of verdict.errors) expect(error.message).toContain(`record ${n} `);
        }
        const isPlain = how.basis === 'records' && how.number === 'given' && how.echo === 'full';
        if (isPlain && !how.isMixed) expect(summary.records.unresolved).toBe(0);
      },
    ),
    { numRuns: 1500 },
  );
});

async function run(
  rows: readonly { name: string; amount: string; flag: string; isRefused: boolean }[],
  how: Shape,
  maxRows: number,
  seed: number,
) {
  const world = virtualWorld(seed);
  // The number of a record is in a cell that most echoes leave out.
  const refused = (cells: Record<string, string>) =>
    rows[Number(cells['n__c'])]?.isRefused === true;
  const target = scriptedTarget(world, {
    tookMs: () => 10,
    refuse: (cells) =>
      Array.from({ length: refused(cells) ? how.errorsPerRow : 0 }, (_, index) => ({
        code: 71012520,
        message: `record ${cells['n__c']} is refused (${index})`,
      })),
    list: (truth) => listed(truth, how, world.random),
    processed: (count, storedCount) => (how.counts === 'all' ? count : storedCount),
  } satisfies Script);
  const verdicts: Verdict[] = [];
  const records = rows.map((one, n) => ({ n, ...one }));
  const summary = await migrate(records, {
    columns: { n__c: 'n', name__c: 'name', amount__c: 'amount', flag__c: 'flag' },
    target,
    jobs: { maxRows, concurrency: 2 },
    plugins: [{ name: 'watch', onVerdicts: (some) => void verdicts.push(...some) }],
    world,
  });
  return { target, verdicts, summary };
}

function listed(truth: readonly TrueError[], how: Shape, chance: () => number): RowOutcome[] {
  const items = truth.map((error) => {
    const isOdd = how.isMixed && chance() < 0.5;
    const number = isOdd ? undefined : numberOf(error, how);
    const echo = echoOf(error.cells, isOdd ? 'partial' : how.echo);
    return {
      code: error.code,
      message: error.message,
      ...(number !== undefined && { row: number }),
      ...(echo !== undefined && { record: echo }),
    };
  });
  return how.isShuffled ? items.sort(() => chance() - 0.5) : items;
}

function numberOf(error: TrueError, { number, basis }: Shape): number | undefined {
  if (number === 'missing') return undefined;
  return number === 'given' ? BASES[basis](error) : 100_000 + error.row;
}

function echoOf(cells: Record<string, string>, echo: string): Record<string, unknown> | undefined {
  const { n__c: _, ...rest } = cells;
  const system = { Id: '0', type: 'Thing' };
  switch (echo) {
    case 'full':
      return { ...system, ...cells };
    case 'partial':
      return { ...system, name__c: rest['name__c'] };
    case 'foreign':
      return { ...system, other__c: 'not a column that was sent' };
    case 'coerced':
      return { ...system, ...rest, ...coerced(cells) };
    default:
      return undefined;
  }
}

function coerced({ amount__c: amount, flag__c: flag }: Record<string, string>) {
  return {
    amount__c: amount === '' ? null : amount?.length === 20 ? BigInt(amount) : Number(amount),
    flag__c: flag === '' ? null : flag === 'true',
  };
}
