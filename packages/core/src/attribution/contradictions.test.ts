import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvWriter } from '../chunks/csv-writer.ts';
import { contradictions } from './contradictions.ts';
import type { Echo } from './echo.ts';
import { chunkEvidence } from './evidence.ts';
import { ROW_NUMBERINGS } from './row-numberings.ts';

const ROWS = [
  ['1', 'red'],
  ['2', 'red'],
  ['3', 'line\nbreak'],
  ['4', 'blue'],
];
const EVIDENCE = chunkEvidence(
  Buffer.from(csvWriter(2)([['n__c', 'color__c'], ...ROWS])),
  undefined,
);
const contradicted = (row: number, record?: Echo) =>
  contradictions({ row, ...(record && { record }) }, ROW_NUMBERINGS, EVIDENCE).toSorted();
const namesNothing = (row: number) =>
  ROW_NUMBERINGS.filter((numbering) => EVIDENCE.name(row, numbering) === undefined).toSorted();

describe('contradictions', () => {
  it('are the numberings under which the echo is of another row than the number', () => {
    // Line 5 is the last one of the third row, and record 5 is the fourth row.
    expect(contradicted(5, { n__c: 4 })).toEqual(['first-any', 'first-lf', 'last-any', 'last-lf']);
    expect(contradicted(5, { n__c: 3 })).toEqual(['first-any', 'first-lf', 'records']);
    expect(contradicted(2, { n__c: 1 })).toEqual([]);
    expect(contradicted(2, { n__c: 2 })).toEqual(ROW_NUMBERINGS.toSorted());
  });

  it('are only those under which the number names nothing, if the echo is no evidence', () => {
    const none = fc.constantFrom<Echo | undefined>(
      undefined,
      {},
      { Id: 'x' },
      { n__c: 'none' },
      { n__c: 2, color__c: 'blue' },
    );
    fc.assert(
      fc.property(fc.integer({ min: -1, max: 9 }), none, (row, echo) => {
        expect(contradicted(row, echo)).toEqual(namesNothing(row));
      }),
    );
  });

  it('are none if the echo may be what a target made of the record that the number names', () => {
    const rows = [
      ['1,000', 'yes', 'caf\u00e9'],
      ['1000', 'true', 'cafe\u0301'],
      ['7', 'no', 'tea'],
    ];
    const file = csvWriter(3)([['n__c', 'is__c', 'drink__c'], ...rows]);
    const evidence = chunkEvidence(Buffer.from(file), undefined);
    const record = { n__c: 1000, is__c: true, drink__c: 'CAF\u00c9' };
    const found = (row: number, more: object = {}) =>
      contradictions({ row, record: { ...record, ...more } }, ROW_NUMBERINGS, evidence);
    expect(found(2)).toEqual([]);
    expect(found(3)).toEqual([]);
    expect(found(4)).toEqual(ROW_NUMBERINGS);
    // Null is not evidence, and nothing that no record may be.
    expect(found(4, { n__c: null, is__c: null, drink__c: null })).toEqual([]);
    expect(found(4, { n__c: 8 })).toEqual([]);
  });

  it('are none without a number', () => {
    expect(contradictions({ record: { n__c: 1 } }, ROW_NUMBERINGS, EVIDENCE)).toEqual([]);
  });
});
