import { describe, expect, it } from 'vitest';
import { memoryDisk } from '../../../../test/world/memory-disk.ts';
import type { RowOutcome } from '../contract/row-outcome.ts';
import { attributeListed } from './attribute-listed.ts';
import { chunkEvidence } from './evidence.ts';
import { rowErrors } from './row-errors.ts';

const BECAUSE = { code: 'OUTCOME_MISSING', reason: 'not listed' } as const;
/** Rows 3 and 4 have the same cells. */
const CSV = 'sku,color\na,red\nb,red\nc,blue\nd,blue\nd,blue\n';

async function listed(...items: readonly RowOutcome[]) {
  const evidence = chunkEvidence(Buffer.from(CSV), undefined);
  const proven = await rowErrors(memoryDisk(), '/errors', evidence.rows.count);
  async function* all() {
    yield* items;
  }
  const found = await attributeListed(all(), [], evidence, proven, BECAUSE);
  const states = Array.from({ length: 5 }, (_, row) => {
    if (found.isInDoubt(row)) return 'in doubt';
    if (found.isUnprocessed?.(row)) return 'unprocessed';
    return proven.has(row) ? 'refused' : 'stored';
  });
  return { states, isComplete: found.isComplete, because: found.because };
}

const item = (sku: string, outcome: RowOutcome['outcome'], more: object = {}): RowOutcome => ({
  ...(outcome && { outcome }),
  record: { sku, ...more },
});
const OTHERS = [item('a', 'stored'), item('b', 'stored'), item('c', 'stored')];

describe('a list that has an item for every row', () => {
  it('says of each row what became of it', async () => {
    const twins = [item('d', 'stored'), item('d', 'stored')];
    expect(await listed(item('c', 'unprocessed'), item('b', undefined), ...twins)).toMatchObject({
      states: ['in doubt', 'refused', 'unprocessed', 'stored', 'stored'],
      isComplete: false,
    });
    expect(await listed(...OTHERS, ...twins)).toMatchObject({
      states: ['stored', 'stored', 'stored', 'stored', 'stored'],
      isComplete: true,
    });
  });

  it('may say more the next time while a row was not reached', async () => {
    const rest = [
      item('b', 'stored'),
      item('c', 'stored'),
      item('d', 'stored'),
      item('d', 'stored'),
    ];
    expect(await listed(item('a', 'unprocessed'), ...rest)).toMatchObject({
      states: ['unprocessed', 'stored', 'stored', 'stored', 'stored'],
      isComplete: false,
    });
  });

  it.each([
    ['one of them is not listed', ['stored']],
    ['one of them is refused', ['stored', 'refused']],
    ['one of them was not reached', ['stored', 'unprocessed']],
    ['both are refused', ['refused', 'refused']],
    ['there is an item too many', ['stored', 'stored', 'stored']],
  ] as const)('proves nothing of rows that have the same cells if %s', async (_, outcomes) => {
    const twins = outcomes.map((outcome) => item('d', outcome));
    expect(await listed(...OTHERS, ...twins)).toMatchObject({
      states: ['stored', 'stored', 'stored', 'in doubt', 'in doubt'],
      isComplete: false,
    });
  });

  it('proves nothing of a row that it contradicts itself about, or that an echo does not single out', async () => {
    const { states, because } = await listed(
      ...[item('a', 'stored'), item('a', 'refused'), item('b', 'stored'), item('b', 'unprocessed')],
      { outcome: 'stored', record: { color: 'blue' } },
      { outcome: 'stored' },
    );
    expect(states).toEqual(['in doubt', 'in doubt', 'in doubt', 'in doubt', 'in doubt']);
    expect(because).toBe(BECAUSE);
  });
});
