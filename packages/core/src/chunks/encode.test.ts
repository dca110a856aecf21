import { describe, expect, it } from 'vitest';
import { RowferryError } from '../contract/errors.ts';
import type { Plugin } from '../contract/plugin.ts';
import { Rejection } from '../contract/rejection.ts';
import { type Batch, type SourceRecord, Unreadable } from '../contract/source.ts';
import { hooksOf } from '../hooks.ts';
import { encoder } from '../values/encoder.ts';
import { encode } from './encode.ts';
import type { EncodedBatch } from './encoded.ts';
import { lineOf } from './record-line.ts';

type Transform = (record: SourceRecord) => unknown;

async function encodeAll(
  records: readonly unknown[],
  transform?: Transform,
  batch: Partial<Batch> = {},
): Promise<EncodedBatch> {
  async function* source() {
    yield { ...batch, records } as Batch;
  }
  const plugin = { name: 'any', transform } as Plugin;
  const hooks = hooksOf(transform === undefined ? [] : [plugin]);
  const encoded: EncodedBatch[] = [];
  for await (const one of encode(source(), 0, FORM, hooks)) encoded.push(one);
  return encoded[0] as EncodedBatch;
}

const FORM = { encoder: encoder({ a__c: 'a' }), headerBytes: 5, oneRowBytesMax: 1000 };

/** The rows, each with the line of its record. */
function rowsOf({ read, rows }: EncodedBatch): unknown[] {
  return rows.indexes.map((index, row) => [
    rows.csv.bytes.toString('utf8', rows.ends[row - 1] ?? 0, rows.ends[row]),
    lineOf({ records: read, index }, {}),
  ]);
}

function codes({ rejected }: EncodedBatch): unknown[] {
  return rejected.map(({ line }) => {
    const { by, errors } = JSON.parse(line) as { by: string; errors: { code: string }[] };
    return [by, errors[0]?.code];
  });
}

describe('encode', () => {
  it('keeps the record as it was read, even if a transform changes it in place', async () => {
    const encoded = await encodeAll([{ a: 1 }], (record) => Object.assign(record, { a: 2 }));
    expect(rowsOf(encoded)).toEqual([['2\n', '{"position":0,"at":"record 0","record":{"a":1}}\n']]);
  });

  it('names a record by the place that its source reports', async () => {
    const { read } = await encodeAll([{}, {}], undefined, { locate: (i) => `f.jsonl:${i + 1}` });
    expect(read.at(1)).toBe('f.jsonl:2');
  });

  it('rejects what is not an object, or cannot be written as JSON', async () => {
    const circle: Record<string, unknown> = {};
    circle['circle'] = circle;
    const encoded = await encodeAll([null, 'text', 7, ['a'], circle, { a: 1 }]);
    expect(codes(encoded)).toEqual([
      ['source', 'RECORD_NOT_OBJECT'],
      ['source', 'RECORD_NOT_OBJECT'],
      ['source', 'RECORD_NOT_OBJECT'],
      ['source', 'RECORD_NOT_OBJECT'],
      ['source', 'RECORD_NOT_JSON'],
    ]);
    expect(rowsOf(encoded)).toHaveLength(1);
  });

  describe.each([
    ['at once', (transform: Transform): Transform => transform],
    [
      'later',
      (transform: Transform): Transform =>
        async (record) =>
          transform(record),
    ],
    [
      'later, through a promise of another kind',
      (transform: Transform): Transform =>
        (record) => ({
          // biome-ignore lint/suspicious/noThenProperty: what query builders return
          then: (resolve: (value: unknown) => void, reject: (error: unknown) => void) => {
            Promise.resolve()
              .then(() => transform(record))
              .then(resolve, reject);
          },
        }),
    ],
  ])('a transform that returns %s', (_, returning) => {
    it('sends what it returns, and skips undefined', async () => {
      const encoded = await encodeAll(
        [{ a: 1 }, { a: 2 }],
        returning((record) => (record['a'] === 1 ? { a: 'new' } : undefined)),
      );
      expect(rowsOf(encoded)).toEqual([['new\n', expect.any(String)]]);
      expect(encoded.skipped.map(({ index }) => index)).toEqual([1]);
    });

    it.each([null, 'text', 7, false, ['a']])(
      'rejects the record if it returns %j',
      async (returned) => {
        const encoded = await encodeAll(
          [{ a: 1 }, { a: 1 }],
          returning(() => returned),
        );
        expect(codes(encoded)).toEqual(new Array(2).fill(['transform', 'RECORD_NOT_OBJECT']));
        expect(rowsOf(encoded)).toEqual([]);
      },
    );

    it('rejects only the record for which it throws', async () => {
      const encoded = await encodeAll(
        [{ a: 1 }, { a: 2 }, { a: 3 }],
        returning((record) => {
          if (record['a'] === 1) throw new Error('no');
          if (record['a'] === 2) throw new Rejection('VIN_WRONG', 'no', 'vin__c');
          return record;
        }),
      );
      expect(codes(encoded)).toEqual([
        ['transform', 'TRANSFORM_FAILED'],
        ['transform', 'VIN_WRONG'],
      ]);
      expect(rowsOf(encoded)).toHaveLength(1);
    });

    it('stops the run if it throws a RowferryError', async () => {
      const failing = returning(() => {
        throw new RowferryError('PLUGIN_FAILED', 'the table is gone');
      });
      await expect(encodeAll([{}], failing)).rejects.toMatchObject({ code: 'PLUGIN_FAILED' });
    });
  });

  it('keeps the rejections of a batch in source order, whatever rejects the records', async () => {
    async function* source(): AsyncGenerator<Batch> {
      const faulty = { n: 1, a: { toJSON: () => 'x' } };
      yield { records: [{ n: 0 }, faulty, new Unreadable('BAD', 'no'), { n: 3, a: 'sent' }] };
    }
    const plugin: Plugin = {
      name: 'any',
      transformBatch: (records, contexts) =>
        records.map((record, index) =>
          record['n'] === 0 ? new Rejection('MINE', `${contexts[index]?.position}`) : record,
        ),
    };
    for await (const encoded of encode(source(), 7, FORM, hooksOf([plugin]))) {
      expect(codes(encoded)).toEqual([
        ['transform', 'MINE'],
        ['validation', 'VALUE_NOT_SCALAR'],
        ['source', 'BAD'],
      ]);
      expect(encoded.rejected.map(({ index }) => index)).toEqual([0, 1, 2]);
      expect(encoded.rejected.map(({ line }) => JSON.parse(line).position)).toEqual([7, 8, 9]);
      expect(rowsOf(encoded)).toEqual([['sent\n', expect.stringContaining('"position":10,')]]);
    }
  });
});
