import { describe, expect, it } from 'vitest';
import { memoryDisk } from '../../../../test/world/memory-disk.ts';
import { csvWriter } from '../chunks/csv-writer.ts';
import type { RowOutcome } from '../contract/row-outcome.ts';
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

async function attributed(
  errors: readonly RowOutcome[],
  possible: readonly RowNumbering[] = ROW_NUMBERINGS,
  given: readonly (readonly string[])[] = ROWS,
) {
  const file = Buffer.from(csvWriter(2)([['n__c', 'color__c'], ...given]));
  const proven = await rowErrors(memoryDisk(), '/errors', given.length);
  async function* list() {
    yield* errors;
  }
  const outcome = await attribute(list(), possible, chunkEvidence(file, undefined), proven, false);
  const rows = given.map((_, row) => row);
  return {
    proven: rows.filter((row) => proven.has(row)),
    inDoubt: rows.filter((row) => outcome.isInDoubt(row)),
    unattributed: outcome.unattributed,
    of: (row: number) => proven.of(row),
  };
}

describe('attribute', () => {
  it('proves the row that all possible numberings name', async () => {
    expect(await attributed([{ row: 3, message: 'no' }])).toMatchObject({
      proven: [1],
      inDoubt: [],
      unattributed: 0,
    });
  });

  it('puts in doubt the different rows that possible numberings name, and those that the echo fits', async () => {
    // Record 6 is the last row. Line 6 is not the first line of the fourth row, but its last line.
    expect(await attributed([{ row: 6 }], ['records', 'last-lf'])).toMatchObject({
      inDoubt: [3, 4],
    });
    expect(
      await attributed([{ row: 6, record: { color__c: 'red' } }], ['records', 'last-lf']),
    ).toMatchObject({ inDoubt: [0, 1, 3, 4], proven: [] });
  });

  it('proves the row by the echo if there is no number and the echo fits only one row', async () => {
    expect(await attributed([{ record: { n__c: 4 } }])).toMatchObject({ proven: [3], inDoubt: [] });
    expect(await attributed([{ record: { color__c: 'blue' } }])).toMatchObject({
      proven: [],
      inDoubt: [2, 4],
      unattributed: 1,
    });
  });

  it('puts every row without a proven error in doubt if neither number nor echo identifies a row', async () => {
    for (const uninformative of [
      {},
      { row: 99 },
      { record: { Id: 'x' } },
      { record: { n__c: 'none' } },
    ]) {
      expect(await attributed([{ row: 2 }, uninformative])).toMatchObject({
        proven: [0],
        inDoubt: [1, 2, 3, 4],
        unattributed: 1,
      });
    }
  });

  it('puts every row in doubt for an error without number and echo, even after echoes that fitted rows', async () => {
    const echo = { color__c: 'blue' };
    expect(await attributed([{ record: echo }, { record: echo }, {}])).toMatchObject({
      inDoubt: [0, 1, 2, 3, 4],
      unattributed: 3,
    });
  });

  it('proves nothing from a number and an echo that contradict each other', async () => {
    expect(await attributed([{ row: 3, record: { n__c: 5 } }], [])).toMatchObject({
      proven: [],
      inDoubt: [1, 4],
    });
  });

  it('proves nothing by an echo if its number names another row under any numbering, right or wrong', async () => {
    // Record 5 is the fourth row, and line 5 the first one of the same row. Record 6 is the last row.
    expect(await attributed([{ row: 5, record: { n__c: 4 } }], [])).toMatchObject({ proven: [3] });
    expect(await attributed([{ row: 6, record: { n__c: 5 } }], [])).toMatchObject({
      proven: [],
      inDoubt: [3, 4],
    });
  });

  it('proves nothing by an echo that a target may have made of two rows', async () => {
    const rows = [
      ['1000', 'red'],
      ['1,000', 'red'],
      ['2', 'blue'],
    ];
    const of = (record: object) => attributed([{ record: record as never }], ROW_NUMBERINGS, rows);
    expect(await of({ n__c: 1000, color__c: 'red' })).toMatchObject({
      proven: [],
      inDoubt: [0, 1],
    });
    expect(await of({ n__c: 2, color__c: 'RED' })).toMatchObject({ inDoubt: [0, 1, 2] });
    expect(await of({ n__c: 2, color__c: 'Blue' })).toMatchObject({ proven: [2], inDoubt: [] });
  });

  it('puts those rows in doubt among which an echo has too many to compare them', async () => {
    const rows = Array.from({ length: 1000 }, (_, n) => [`${n}`, n < 500 ? 'red' : 'blue']);
    const errors = Array.from({ length: 20 }, () => ({ record: { color__c: 'red' } }));
    const { proven, inDoubt, unattributed } = await attributed(errors, ROW_NUMBERINGS, rows);
    expect([proven, inDoubt.length, inDoubt.at(-1), unattributed]).toEqual([[], 500, 499, 20]);
  });

  it('reports the column if the message has exactly one column in brackets', async () => {
    const { of } = await attributed([
      { row: 2, code: 1, message: 'Field [color__c] of [Thing] is wrong', meaning: 'lasting' },
      { row: 2, code: 2, message: 'Fields [color__c] and [n__c]' },
      { row: 2 },
    ]);
    expect(await of(0)).toEqual([
      {
        ...{ meaning: 'lasting', code: 1, column: 'color__c' },
        message: 'Field [color__c] of [Thing] is wrong',
      },
      { meaning: 'other', code: 2, message: 'Fields [color__c] and [n__c]' },
      { meaning: 'other' },
    ]);
  });
});
