import { describe, expect, it } from 'vitest';
import type { KnownPriorJob } from '../chunks/prior-job.ts';
import { findingOf, withKey } from './finding.ts';

const DATES = { createdBy: 'CreatedById', createdAt: 'CreatedDate', aheadMs: 0, slackMs: 0 };

const PRIOR_JOBS: readonly KnownPriorJob[] = [
  {
    job: 'j1',
    createdAt: '2026-01-01T10:00:00Z',
    createdBy: 'us',
    endedAt: Date.parse('2026-01-01T10:05:00Z'),
    isGone: false,
  },
];

describe('findingOf', () => {
  const found = (cells: object) => ({
    CreatedById: 'us',
    CreatedDate: '2026-01-01T10:01:00Z',
    ...cells,
  });
  const cells = ['V1', '', '7'];
  const header = ['vin__c', 'color__c', 'doors__c'];
  const definition = {
    object: 'Vehicle',
    columns: {
      color__c: {
        ...{ type: 'string', required: false, unique: false, filterable: false, system: false },
        default: 'White',
      },
    },
  };
  const finding = (records: readonly object[]) =>
    findingOf(
      cells,
      header,
      withKey(records as never, 'vin__c', 'V1'),
      PRIOR_JOBS,
      definition,
      DATES,
    );

  it('ignores records that were matched loosely', () => {
    const records = [found({ vin__c: 'V10' }), found({ vin__c: 'V1', doors__c: 7 })];
    expect(finding(records)).toEqual({ count: 1, creator: [0], fits: true });
    expect(finding([found({ vin__c: 'v1x' })])).toEqual({ count: 0 });
  });

  it('accepts null, nothing and the default of the column for an empty cell', () => {
    for (const color__c of [null, undefined, '', 'White']) {
      expect(finding([found({ vin__c: 'V1', doors__c: 7, color__c })]).fits).toBe(true);
    }
    expect(finding([found({ vin__c: 'V1', doors__c: 7, color__c: 'Red' })]).fits).toBe(false);
  });

  it('requires every column that was sent', () => {
    expect(finding([found({ vin__c: 'V1' })]).fits).toBe(false);
  });

  it('names no creator if there are two records', () => {
    const one = found({ vin__c: 'V1', doors__c: 7 });
    expect(finding([one, one])).toEqual({ count: 2 });
  });
});
