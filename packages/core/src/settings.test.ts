import { describe, expect, it } from 'vitest';
import { LIKE_ZUORA } from '../../../test/world/likeness.ts';
import type { SourceInput } from './contract/source-input.ts';
import type { Target } from './contract/target.ts';
import { type MigrateOptions, readSettings } from './settings.ts';

const TARGET = {
  ...LIKE_ZUORA,
  name: 'test',
  operation: 'create',
  create() {},
  limits: { activeJobsMax: 7, fileBytesMax: 1000, rowsMax: 40_000 },
};
const GOOD = { columns: { a__c: 'a' }, target: TARGET };

/** Reads options that a program without types may pass. */
function read(options: object, input: unknown = []) {
  return readSettings(input as SourceInput, options as MigrateOptions & { target: Target });
}

function throwing(name: string): object {
  return Object.defineProperty({}, name, {
    enumerable: true,
    get() {
      throw new Error('secret');
    },
  });
}

describe('readSettings', () => {
  it('fills in every default', () => {
    expect(read(GOOD).jobs).toEqual({
      concurrency: 7,
      maxRows: 40_000,
      maxBytes: 1000,
      graceSeconds: 30,
      attemptsMax: 8,
      retryDeadlineSeconds: 900,
      idleDeadlineSeconds: 21_600,
      resubmitJobsMax: 50,
      orphanGraceSeconds: 120,
      errorsLagSeconds: 2,
      lookupLagSeconds: 60,
      quotaShare: 0.5,
      checkCounts: true,
    });
    expect(read(GOOD).plugins).toEqual([]);
  });

  it('keeps columns with any name', () => {
    const columns = JSON.parse('{"__proto__":"a","constructor":{"from":"b"},"toString":"c"}');
    expect(Object.entries(read({ ...GOOD, columns, key: '__proto__' }).columns)).toEqual([
      ['__proto__', 'a'],
      ['constructor', { from: 'b' }],
      ['toString', 'c'],
    ]);
  });

  it.each<[string, object, RegExp]>([
    ['no columns', { columns: {} }, /columns.*at least one/],
    ['an empty field name', { columns: { a__c: '' } }, /columns\.a__c/],
    ['an unknown format', { columns: { a__c: { from: 'a', format: 'dat' } } }, /columns\.a__c/],
    ['a constant that is not a scalar', { columns: { a__c: { value: {} } } }, /columns\.a__c/],
    ['no target', { target: undefined }, /target/],
    ['an unknown key', { colums: {} }, /`colums`.*did you mean `columns`/],
    [
      'an unknown format',
      { columns: { a: { from: 'a', format: 'dat' } } },
      /`columns\.a`: expected a field, .*date, date-time or json/,
    ],
    [
      'JSON at the end of no path',
      { columns: { a: { from: 'a', json: true } } },
      /columns\.a.*`json: true` reads a text on a path/,
    ],
    ['an unknown key of a column', { columns: { a: { from: 'a', formt: 'date' } } }, /`format`/],
    ['an unknown key of jobs', { jobs: { maxRow: 1 } }, /`jobs\.maxRow`.*`maxRows`/],
    ['too many slots', { jobs: { concurrency: 8 } }, /jobs\.concurrency.*at most 7/],
    [
      'an operation that jobs of the target do not have',
      { key: 'a__c', target: { ...TARGET, operation: 'upsert' } },
      /cannot upsert, only create, update/,
    ],
    ['half a row', { jobs: { maxRows: 1.5 } }, /jobs\.maxRows/],
    ['no row', { jobs: { maxRows: 0 } }, /jobs\.maxRows/],
    ['a negative time', { jobs: { graceSeconds: -1 } }, /jobs\.graceSeconds/],
    ['a time over 30 days', { jobs: { graceSeconds: 3_000_000 } }, /jobs\.graceSeconds.*30 days/],
    ['a time that is text', { jobs: { graceSeconds: '30' } }, /jobs\.graceSeconds/],
    ['more bytes than the target takes', { jobs: { maxBytes: 1001 } }, /maxBytes.*1000/],
    ['a key that is not a column', { key: 'b__c' }, /`key`.*`b__c`/],
    ['a key that objects inherit', { key: 'toString' }, /`key`/],
    ['`onMissing` of a create', { onMissing: 'reset' }, /`onMissing`: only an update/],
    [
      '`onMissing: keep`',
      { onMissing: 'keep', target: { ...TARGET, operation: 'update' } },
      /`onMissing`: `keep` is not supported yet/,
    ],
    [
      'an update of one record for all',
      { columns: { Id: { value: 'x' } }, target: { ...TARGET, operation: 'update' } },
      /`columns\.Id`: a constant would send every update to the same record/,
    ],
    [
      'another word for `onMissing`',
      { onMissing: 'rest', target: { ...TARGET, operation: 'update' } },
      /`onMissing`: expected `reset`/,
    ],
    ['a plugin without a name', { plugins: [{}] }, /plugins\.0/],
    ['a hook that is not a function', { plugins: [{ name: 'p', transform: 'x' }] }, /plugins\.0/],
    ['fields that are no names', { plugins: [{ name: 'p', fields: 'x' }] }, /plugins\.0.*fields/],
    ['a wrong column', { columns: JSON.parse('{"__proto__":7}') }, /columns\.__proto__/],
    ['columns that are no names', { columns: ['a'] }, /`columns`: expected an object/],
    ['a column that throws', { columns: throwing('a__c') }, /an option cannot be read/],
    ['a plugin that throws', { plugins: [throwing('name')] }, /an option cannot be read/],
    ['a time that throws', { jobs: throwing('graceSeconds') }, /an option cannot be read/],
    ['a signal that is not an AbortSignal', { signal: {} }, /signal/],
  ])('%s is one clear TypeError', (_, wrong, message) => {
    const options = { ...GOOD, ...wrong };
    expect(() => read(options)).toThrow(TypeError);
    expect(() => read(options)).toThrow(message);
  });

  it.each([undefined, null, 'text', 7, {}, { read() {} }, () => []])(
    'an input that cannot be read from is a TypeError',
    (input) => {
      expect(() => read(GOOD, input ?? null)).toThrow(TypeError);
    },
  );
});
