import { describe, expect, it } from 'vitest';
import { memoryDisk } from '../../../../test/world/memory-disk.ts';
import { csvWriter } from '../chunks/csv.ts';
import type { RowError } from '../contract/target.ts';
import { attribute } from './attribute.ts';
import { chunkEvidence } from './evidence.ts';
import { rowErrors } from './row-errors.ts';
import { ROW_NUMBERINGS, type RowNumbering } from './row-numberings.ts';

const ROWS = [
  ['1', 'red'],
  ['2', 'red'],
  ['3', 'blue'],
  ['4', 'line\nbreak'],
  ['5', 'blue'],
];

async function merged(
  errors: readonly RowError[],
  possible: readonly RowNumbering[] = ROW_NUMBERINGS,
) {
  const file = Buffer.from(csvWriter(2)([['n__c', 'color__c'], ...ROWS]));
  const proven = await rowErrors(memoryDisk(), '/errors', ROWS.length);
  async function* list() {
    yield* errors;
  }
  const outcome = await attribute(list(), possible, chunkEvidence(file, undefined), proven, false);
  const rows = ROWS.map((_, row) => row);
  return {
    proven: rows.filter((row) => proven.has(row)),
    inDoubt: rows.filter((row) => outcome.isInDoubt(row)),
    unattributed: outcome.unattributed,
    of: (row: number) => proven.of(row),
  };
}

describe('attribute', () => {
  it('proves what all possible numberings name alike', async () => {
    expect(await merged([{ row: 3, message: 'no' }])).toMatchObject({
      proven: [1],
      inDoubt: [],
      unattributed: 0,
    });
  });

  it('puts in doubt the rows that possible numberings name apart, and those that the echo fits', async () => {
    // By records 6 is the last row; by first lines 6 is in the fourth, by last lines it is the fourth.
    expect(await merged([{ row: 6 }], ['records', 'last-lf'])).toMatchObject({ inDoubt: [3, 4] });
    expect(
      await merged([{ row: 6, record: { color__c: 'red' } }], ['records', 'last-lf']),
    ).toMatchObject({ inDoubt: [0, 1, 3, 4], proven: [] });
  });

  it('proves by the echo where there is no number and it fits one record alone', async () => {
    expect(await merged([{ record: { n__c: 4 } }])).toMatchObject({ proven: [3], inDoubt: [] });
    expect(await merged([{ record: { color__c: 'blue' } }])).toMatchObject({
      proven: [],
      inDoubt: [2, 4],
      unattributed: 1,
    });
  });

  it('doubts every row without a proven error where neither number nor echo says anything', async () => {
    for (const silent of [{}, { row: 99 }, { record: { Id: 'x' } }, { record: { n__c: 'none' } }]) {
      expect(await merged([{ row: 2 }, silent])).toMatchObject({
        proven: [0],
        inDoubt: [1, 2, 3, 4],
        unattributed: 1,
      });
    }
  });

  it('doubts every row for a silent error, though one like it that fitted rows came before', async () => {
    const echo = { color__c: 'blue' };
    expect(await merged([{ record: echo }, { record: echo }, {}])).toMatchObject({
      inDoubt: [0, 1, 2, 3, 4],
      unattributed: 3,
    });
  });

  it('proves nothing from a number and an echo that contradict each other', async () => {
    expect(await merged([{ row: 3, record: { n__c: 5 } }], [])).toMatchObject({
      proven: [],
      inDoubt: [1, 4],
    });
  });

  it('names the column of a message that brackets just one', async () => {
    const { of } = await merged([
      { row: 2, code: 1, message: 'Field [color__c] of [Thing] is wrong' },
      { row: 2, code: 2, message: 'Fields [color__c] and [n__c]' },
      { row: 2 },
    ]);
    expect(await of(0)).toEqual([
      { code: 1, message: 'Field [color__c] of [Thing] is wrong', column: 'color__c' },
      { code: 2, message: 'Fields [color__c] and [n__c]' },
      {},
    ]);
  });
});
