import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch, SourceRecord } from '../contract/source.ts';
import { GrowingBytes } from '../values/growing-bytes.ts';
import { readBatch } from './read-batch.ts';
import { continueReading } from './reread.ts';
import { digestRecords, newDigest } from './source-mark.ts';

/** Reads `records` from `from` on, in batches of these sizes. */
async function* batched(
  records: readonly SourceRecord[],
  from: number,
  sizes: readonly number[],
): AsyncGenerator<Batch> {
  for (let at = from, turn = 0; at < records.length; turn++) {
    const first = at;
    at += sizes[turn % sizes.length] ?? 1;
    yield { records: records.slice(first, at), locate: (index) => `place ${first + index}` };
  }
}

function digestOf(records: readonly SourceRecord[], from: number, to: number): string {
  const digest = newDigest();
  digestRecords(digest, readBatch({ records }, 0, new GrowingBytes()), from, to);
  return digest.digest('hex');
}

const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
const place = fc.integer({ min: 0, max: 30 });
const records = Array.from({ length: 30 }, (_, n) => ({ n }));

describe('continueReading', () => {
  it('continues after what was read, wherever the checkpoint is and batches end', async () => {
    await fc.assert(
      fc.asyncProperty(place, place, sizes, async (one, other, batchSizes) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const checkpoint = { value: 'somewhere', position: from };
        const mark = { to, checkpoint, digest: digestOf(records, from, to), isRead: false };
        const { batches, digest } = await continueReading(
          batched(records, from, batchSizes),
          mark,
          'it',
        );
        let position = to;
        for await (const batch of batches) {
          for (const [index, record] of batch.records.entries()) {
            expect(record).toEqual({ n: position });
            expect(batch.locate?.(index)).toBe(`place ${position}`);
            position++;
          }
        }
        expect(position).toBe(records.length);
        expect(digest.digest('hex')).toBe(mark.digest);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['another record', records.map((record, at) => (at === 3 ? { n: -1 } : record))],
    ['another order', [...records.slice(0, 3), { n: 4 }, { n: 3 }, ...records.slice(5)]],
    ['too few records', records.slice(0, 7)],
  ])('rejects a source with %s among what was read before', async (_, changed) => {
    const mark = { to: 8, digest: digestOf(records, 0, 8), isRead: false };
    await expect(continueReading(batched(changed, 0, [3]), mark, 'vehicles')).rejects.toMatchObject(
      {
        code: 'SOURCE_CHANGED',
        message: expect.stringContaining('vehicles') as string,
      },
    );
  });

  it('accepts changes after what was read before', async () => {
    const mark = { to: 8, digest: digestOf(records, 0, 8), isRead: false };
    const changed = [...records.slice(0, 8), { n: -1 }];
    const { batches } = await continueReading(batched(changed, 0, [3]), mark, 'vehicles');
    const rest: unknown[] = [];
    for await (const batch of batches) rest.push(...batch.records);
    expect(rest).toEqual([{ n: -1 }]);
  });
});
