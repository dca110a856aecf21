import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryDisk } from '../../../../test/world/memory-disk.ts';
import { type Batch, Unreadable } from '../contract/source.ts';
import { hooksOf } from '../hooks.ts';
import { encoder } from '../values/encoder.ts';
import type { Segment } from './chunk.ts';
import type { ChunkLimits } from './chunk-limits.ts';
import { csvWriter } from './csv-writer.ts';
import { cut } from './cut.ts';
import { encode } from './encode.ts';
import { readRecords } from './records-file.ts';
import { newDigest } from './source-mark.ts';
import { chunkStore } from './store.ts';

type Kind = 'row' | 'skip' | 'bad' | 'unreadable';

interface TestRecord {
  readonly kind: Kind;
  readonly text: string;
}

const testRecord = fc.record({
  kind: fc.constantFrom<Kind>('row', 'row', 'row', 'skip', 'bad', 'unreadable'),
  text: fc.string({ maxLength: 30 }),
});
const sizes = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 });

const HOOKS = hooksOf([
  {
    name: 'by-kind',
    transform: (record) => (record['kind'] === 'skip' ? undefined : record),
  },
]);

/** Puts `all` into batches of these sizes, which are repeated as needed. */
function* batched(
  all: readonly TestRecord[],
  batchSizes: readonly number[],
  hasCheckpoint: boolean,
  total?: number,
): Generator<Batch> {
  for (let from = 0, turn = 0; from < all.length; turn++) {
    const size = turn % 50 === 49 ? all.length : (batchSizes[turn % batchSizes.length] ?? 1);
    const records = all
      .slice(from, from + size)
      .map((one) =>
        one.kind === 'unreadable'
          ? new Unreadable('BAD_LINE', 'no', one.text)
          : { ...one, bad: one.kind === 'bad' ? Number.NaN : 1 },
      );
    from = Math.min(all.length, from + size);
    const at = (total ?? 0) - all.length + from;
    yield {
      records,
      ...(hasCheckpoint && { checkpoint: { after: from } }),
      ...(total !== undefined && { fraction: at / total }),
    };
  }
}

/** The segments of `all`, and the files that they name. A resume begins behind the segment `after`. */
async function cutAll(batches: Iterable<Batch>, limits: Partial<ChunkLimits>, after?: Segment) {
  const disk = memoryDisk();
  const encoding = encoder({ text__c: 'text', bad__c: 'bad' });
  async function* source(): AsyncGenerator<Batch> {
    yield* batches;
  }
  let number = 0;
  const store = chunkStore(disk, '/chunks', 1, () => ++number);
  const bytes = { maxBytes: 15_000_000, oneRowBytesMax: 15_000_000 };
  const chosen = { maxRows: 50_000, rowsLimit: 50_000, slots: 5, ...bytes, ...limits };
  const from = after?.to ?? 0;
  const header = Buffer.from(csvWriter(2)([encoding.header]));
  const { oneRowBytesMax } = chosen;
  const form = { encoder: encoding, headerBytes: header.length, oneRowBytesMax };
  const encoded = encode(source(), from, form, HOOKS);
  const parts = { store, header, limits: chosen };
  const chunks = cut(encoded, { from, total: after?.total, digest: newDigest() }, parts);
  const segments: Segment[] = [];
  for await (const one of chunks) segments.push(one);
  const text = (path: string) => Buffer.from(disk.files.get(path) ?? []).toString();
  const positions = async ({ number, rows }: Segment) => {
    const { records, rejected, skipped } = store.paths(number);
    const ofRows: number[] = [];
    if (rows > 0) {
      for await (const part of readRecords(disk, records, rows)) {
        for (let index = 0; index < part.count; index++) ofRows.push(part.position(index));
      }
    }
    const ofLines = [rejected, skipped].map((path) =>
      text(path)
        .split('\n')
        .slice(0, -1)
        .map((line) => Number(/"position":(\d+)/.exec(line)?.[1])),
    );
    return [ofRows, ...ofLines];
  };
  return { segments, text, positions, paths: store.paths };
}

/** The expected digest of the records between two positions, computed without batches. */
function digestBetween(all: readonly TestRecord[], from: number, to: number): string {
  const hash = createHash('sha256');
  for (const one of all.slice(from, to)) {
    const line =
      one.kind === 'unreadable'
        ? ['BAD_LINE', one.text]
        : { ...one, bad: one.kind === 'bad' ? null : 1 };
    hash.update(`${JSON.stringify(line)}\n`);
  }
  return hash.digest('hex');
}

describe('cut', () => {
  it('puts every record into one segment, in order, within the limits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(testRecord, { maxLength: 60 }),
        sizes,
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 40, max: 300 }),
        async (all, batchSizes, maxRows, maxBytes) => {
          const limits = { maxRows, maxBytes, oneRowBytesMax: maxBytes };
          const {
            segments,
            text,
            positions: positionsOf,
            paths: pathsOf,
          } = await cutAll(batched(all, batchSizes, false), limits);
          let to = 0;
          for (const one of segments) {
            expect(one.from).toBe(to);
            to = one.to;
            const paths = pathsOf(one.number);
            const rows = one.rows === 0 ? [] : parse(text(paths.csv)).slice(1);
            const positions = await positionsOf(one);
            expect(positions.flat().sort((a, b) => a - b)).toEqual(
              Array.from({ length: one.to - one.from }, (_, index) => one.from + index),
            );
            for (const some of positions) expect(some).toEqual(some.toSorted((a, b) => a - b));
            expect(positions.map((some) => some.length)).toEqual([
              one.rows,
              one.rejected,
              one.skipped,
            ]);
            expect(one.rows).toBeLessThanOrEqual(maxRows);
            expect(one.bytes).toBe(Buffer.byteLength(text(paths.csv)));
            expect(one.bytes).toBeLessThanOrEqual(maxBytes);
            const texts = positions[0]?.map((position) => all[position]?.text);
            expect(rows.map((row) => row[0])).toEqual(texts);
          }
          expect(to).toBe(all.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('makes a digest of the records after its checkpoint, wherever batches end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(testRecord, { minLength: 1, maxLength: 40 }),
        sizes,
        fc.integer({ min: 1, max: 10 }),
        fc.boolean(),
        async (all, batchSizes, maxRows, hasCheckpoint) => {
          const { segments } = await cutAll(batched(all, batchSizes, hasCheckpoint), { maxRows });
          for (const { to, digest, checkpoint } of segments) {
            const from = checkpoint?.position ?? 0;
            const isNeeded = checkpoint === undefined || from < to;
            expect(digest).toBe(isNeeded ? digestBetween(all, from, to) : undefined);
            if (checkpoint === undefined) continue;
            expect(checkpoint.position).toBeLessThanOrEqual(to);
            expect(checkpoint.value).toEqual({ after: checkpoint.position });
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps the checkpoint before a batch of which it has only a part', async () => {
    const all = Array.from({ length: 7 }, () => ({ kind: 'row' as const, text: 'x' }));
    const { segments } = await cutAll(batched(all, [2, 5], true), { maxRows: 3 });
    expect(segments.map((one) => [one.to, one.checkpoint?.position])).toEqual([
      [3, 2],
      [6, 2],
      [7, 7],
    ]);
  });

  describe('of a source that knows its size', () => {
    const rows = (count: number) =>
      Array.from({ length: count }, () => ({ kind: 'row' as const, text: 'x' }));

    it('makes the last segments smaller, so that the slots end together', async () => {
      const { segments } = await cutAll(batched(rows(2000), [20], false, 2000), { maxRows: 100 });
      const sizes = segments.map((one) => one.rows);
      expect(sizes.slice(0, 11)).toEqual([...Array(11).fill(100), 90].slice(0, 11));
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
      expect(sizes.slice(-5, -1)).toEqual([34, 34, 34, 34]);
    });

    it('divides what fits into one job among the slots, but not into very small ones', async () => {
      const sizesOf = async (count: number) => {
        const batches = batched(rows(count), [20], false, count);
        return (await cutAll(batches, { maxRows: 400 })).segments.map((one) => one.rows);
      };
      expect(await sizesOf(400)).toEqual([134, 134, 132]);
      expect(await sizesOf(90)).toEqual([90]);
    });

    it('is cut the same wherever batches end, and by a resume', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(testRecord, { minLength: 1, maxLength: 200 }),
          sizes,
          sizes,
          fc.integer({ min: 1, max: 20 }),
          fc.integer({ min: 1, max: 5 }),
          fc.nat(200),
          async (all, batchSizes, others, maxRows, slots, left) => {
            const limits = { maxRows, slots };
            const count = all.length;
            const spans = ({ segments }: { segments: readonly Segment[] }) =>
              segments.map(({ from, to, rows: some }) => [from, to, some]);
            const first = await cutAll(batched(all, batchSizes, true, count), limits);
            const second = await cutAll(batched(all, others, true, count), limits);
            expect(spans(second)).toEqual(spans(first));
            const after = first.segments[left % first.segments.length];
            const rest = batched(all.slice(after?.to), others, true, count);
            const resumed = await cutAll(rest, limits, after);
            expect(spans(resumed)).toEqual(spans(first).slice((left % first.segments.length) + 1));
          },
        ),
        { numRuns: 100 },
      );
    });
  });

  it('rejects a row that is too large for any file, and only that row', async () => {
    const all = ['a', 'b'.repeat(100), 'c'].map((text) => ({ kind: 'row' as const, text }));
    const { segments, text, paths } = await cutAll(batched(all, [3], false), {
      maxBytes: 60,
      oneRowBytesMax: 60,
    });
    expect(segments).toMatchObject([{ rows: 2, rejected: 1 }]);
    const line = text(paths(1).rejected);
    expect(JSON.parse(line)).toMatchObject({
      position: 1,
      by: 'validation',
      errors: [{ code: 'ROW_TOO_LARGE' }],
    });
  });

  it('sends a row alone that is larger than a lowered limit, since that row was not refused', async () => {
    const all = ['a', 'b'.repeat(100), 'c', 'd'].map((text) => ({ kind: 'row' as const, text }));
    const { segments } = await cutAll(batched(all, [4], false), { maxBytes: 40 });
    expect(segments.map((one) => [one.rows, one.rejected])).toEqual([
      [1, 0],
      [1, 0],
      [2, 0],
    ]);
  });

  it('ends a long segment that has no row', async () => {
    function* batches(): Generator<Batch> {
      for (let turn = 0; turn < 6; turn++) {
        yield { records: new Array(100_000).fill({ kind: 'skip' }), checkpoint: turn };
      }
    }
    const { segments } = await cutAll(batches(), {});
    expect(segments.map((one) => [one.rows, one.bytes, one.skipped])).toEqual([
      [0, 0, 500_000],
      [0, 0, 100_000],
    ]);
  });
});
