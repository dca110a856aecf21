import { describe, expect, it } from 'vitest';
import { csvRows } from '../chunks/csv-rows.ts';
import type { KeyIndex } from '../chunks/key-index.ts';
import type { OtherPlace } from '../chunks/key-search.ts';
import { readBatch } from '../chunks/read-batch.ts';
import type { RowRefusal } from '../chunks/row-refusal.ts';
import { GrowingBytes } from '../values/growing-bytes.ts';
import { type Duplicates, duplicatesOf } from './duplicates.ts';
import { LOOK_UP, REPEAT } from './verdicts.fixture.ts';

const DUPLICATE: RowRefusal = { meaning: 'duplicate', message: 'it exists', column: 'vin__c' };
const OTHER: OtherPlace = { position: 7, at: 'v.jsonl:8', isAllAsked: false };
const CSV = csvRows(Buffer.from('vin__c,doors__c\nA,1\n,2\n'));
const RECORDS = readBatch({ records: [{}, {}, {}] }, 0, new GrowingBytes());

/** An index in which the row 0 has this other place; counts how often it is read. */
function indexWith(other: OtherPlace | undefined) {
  const index = {
    reads: 0,
    sizeBytes: 100,
    add: () => undefined,
    sync: async () => {},
    async twice() {
      index.reads++;
      return new Map(other && [[0, other]]);
    },
    close: async () => {},
  } satisfies KeyIndex & { reads: number };
  return index;
}

/** What is said of one refusal of a row. */
async function said(duplicates: Duplicates, refusal: RowRefusal, row = 0) {
  const record = { records: RECORDS, index: row };
  async function* refused() {
    yield { row, record, errors: [refusal] };
  }
  const locate = await duplicates.among(refused(), CSV);
  return locate(record, [refusal])[0]?.duplicateOf;
}

describe('the other record of a duplicate', () => {
  it('is at the other place of the key, or else in the tenant', async () => {
    const place = { position: 7, at: 'v.jsonl:8' };
    expect(await said(duplicatesOf(indexWith(OTHER), LOOK_UP), DUPLICATE)).toEqual(place);
    expect(await said(duplicatesOf(indexWith(undefined), LOOK_UP), DUPLICATE)).toBe('tenant');
    const refused = { ...OTHER, isAllAsked: true };
    expect(await said(duplicatesOf(indexWith(refused), LOOK_UP), DUPLICATE)).toBe('tenant');
  });

  it.each<[string, RowRefusal, number?]>([
    ['another refusal', { ...DUPLICATE, meaning: 'lasting' }],
    ['another column', { ...DUPLICATE, column: 'doors__c' }],
    ['a refusal without a message, which is only a guess', { meaning: 'duplicate', code: 3 }],
    ['an empty key', DUPLICATE, 1],
  ])('is not said for %s', async (_, refusal, row) => {
    const index = indexWith(OTHER);
    expect(await said(duplicatesOf(index, LOOK_UP), refusal, row)).toBeUndefined();
    expect(index.reads).toBe(0);
  });

  it('is said without a column only if no other column is unique', async () => {
    const { column: _, ...refusal } = DUPLICATE;
    const place = { position: 7, at: 'v.jsonl:8' };
    expect(await said(duplicatesOf(indexWith(OTHER), LOOK_UP), refusal)).toEqual(place);
    const another = { ...LOOK_UP, isOnlyUnique: false };
    expect(await said(duplicatesOf(indexWith(OTHER), another), refusal)).toBeUndefined();
  });

  it.each([
    ['an index', undefined, LOOK_UP],
    ['a key', indexWith(OTHER), undefined],
    ['a create', indexWith(OTHER), REPEAT],
  ])('is not said without %s', async (_, index, recovery) => {
    const duplicates = duplicatesOf(index, recovery);
    expect(await said(duplicates, DUPLICATE)).toBeUndefined();
    expect(duplicates.inTenant({ records: RECORDS, index: 0 }, [DUPLICATE])).toEqual([DUPLICATE]);
  });

  it('costs at most some hundred times as much reading as the index has bytes', async () => {
    const index = indexWith(OTHER);
    const duplicates = duplicatesOf(index, LOOK_UP);
    for (let job = 0; job < 1000; job++) await said(duplicates, DUPLICATE);
    expect(index.reads).toBeLessThan(500);
    expect(await said(duplicates, DUPLICATE)).toBeUndefined();
    // A run that has ten times the rows may read ten times as much.
    index.sizeBytes *= 10;
    expect(await said(duplicates, DUPLICATE)).toEqual({ position: 7, at: 'v.jsonl:8' });
  });
});
