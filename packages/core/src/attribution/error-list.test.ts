import { expect, it } from 'vitest';
import { memoryDisk } from '../../../../test/world/memory-disk.ts';
import type { RowOutcome } from '../contract/row-outcome.ts';
import { spoolErrors } from './error-list.ts';
import { chunkEvidence } from './evidence.ts';

const EVIDENCE = chunkEvidence(Buffer.from('vin__c,color__c\nV1,red\nV2,\n'), undefined);

async function digestOf(...items: readonly RowOutcome[]): Promise<string> {
  async function* all() {
    yield* items;
  }
  const list = await spoolErrors(all(), memoryDisk(), '/errors', [], async () => EVIDENCE);
  return list.digest;
}

const error = (vin__c: string, more: object = {}): RowOutcome => ({
  ...{ row: 2, code: 7, message: 'no' },
  record: { vin__c, ...more },
});

it('is the same list in another order, and with other ids that the target made', async () => {
  const [one, other] = [error('V1', { Id: 'a' }), error('V2', { Id: 'b' })];
  expect(await digestOf(one, other)).toBe(await digestOf(other, one));
  expect(await digestOf(one)).toBe(await digestOf(error('V1', { Id: 'c' })));
});

it('is another list if any item says something else', async () => {
  const others: RowOutcome[] = [
    ...[error('V2'), error('V1', { color__c: 'red' })],
    ...[
      { ...error('V1'), row: 3 },
      { ...error('V1'), code: 8 },
      { ...error('V1'), message: '' },
    ],
    { ...error('V1'), outcome: 'unprocessed' },
  ];
  for (const item of others) {
    expect(await digestOf(item), JSON.stringify(item)).not.toBe(await digestOf(error('V1')));
  }
});

it('is another list if two items have exchanged their echoes', async () => {
  // Sums of CRCs are equal for these.
  const [one, other] = [error('V1000'), error('V3286')];
  const list = await digestOf({ ...one, row: 2 }, { ...other, row: 3 });
  expect(await digestOf({ ...other, row: 2 }, { ...one, row: 3 })).not.toBe(list);
});
