import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkedBatch } from './checked-batch.ts';
import { RowferryError } from './errors.ts';
import type { Batch, Checkpoint } from './source.ts';

const failed = (error: unknown) => new RowferryError('SOURCE_FAILED', String(error));
const checked = (batch: Partial<Batch>) => checkedBatch({ records: [], ...batch }, failed);
const circle: { inner?: object } = {};
circle.inner = circle;

describe('a checkpoint', () => {
  it('is a copy of any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (checkpoint) => {
        const text = JSON.stringify(checkpoint);
        expect(JSON.stringify(checked({ checkpoint }).checkpoint)).toBe(text);
      }),
    );
  });

  it('does not change with that of the source', () => {
    const place = { at: 1, rest: undefined };
    const { checkpoint } = checked({ checkpoint: place });
    place.at = 2;
    expect(checkpoint).toEqual({ at: 1 });
  });

  it.each<[string, Checkpoint]>([
    ['a bigint', 10n],
    ['a date', new Date(0)],
    ['a map', new Map([[1, 2]])],
    ['a set within', { seen: new Set([1]) }],
    ['a function', () => 1],
    ['a symbol', [Symbol('s')]],
    ['NaN', { at: Number.NaN }],
    ['an infinity', [Number.POSITIVE_INFINITY]],
    ['an undefined item', [undefined]],
    ['an instance', new (class Place {})()],
    ['a circle', circle],
    [
      'a getter that throws',
      {
        get at() {
          throw new Error('boom');
        },
      },
    ],
  ])('that is %s is refused', (_, checkpoint) => {
    expect(() => checked({ checkpoint })).toThrow('expected a checkpoint that is JSON');
  });
});

describe('a batch', () => {
  it.each([undefined, null, 7, 'text', {}, { records: {} }, { records: 'text' }, []])(
    'that is %j is refused',
    (batch) => {
      expect(() => checkedBatch(batch as Batch, failed)).toThrow('expected a batch');
    },
  );

  it('has no share of the source that is none', () => {
    expect(checked({ fraction: 0.5 })).toEqual({ records: [], fraction: 0.5 });
    for (const fraction of [Number.NaN, -1, 2, '0.5', null]) {
      expect(checked({ fraction: fraction as number })).toEqual({ records: [] });
    }
  });

  it('has functions that keep their `this`, and fail as the source does', () => {
    class Own implements Batch {
      readonly records = [];
      readonly #name = 'own';
      locate(index: number) {
        if (index > 0) throw new Error('boom');
        return this.#name;
      }
    }
    const batch = checkedBatch(new Own(), failed);
    expect(batch.locate?.(0)).toBe('own');
    expect(() => batch.locate?.(1)).toThrow(RowferryError);
    const placeOf = (place: unknown) => checked({ locate: () => place as string }).locate?.(0);
    expect([placeOf(Symbol('x')), placeOf(undefined)]).toEqual(['Symbol(x)', undefined]);
  });

  it.each([
    ['a function', () => '{}'],
    ['no bytes', { bytes: '{}', starts: [0], ends: [2] }],
    ['no end', { bytes: Buffer.from('{}'), starts: [0], ends: [] }],
    ['an end before its start', { bytes: Buffer.from('{}'), starts: [2], ends: [0] }],
    ['an end behind the bytes', { bytes: Buffer.from('{}'), starts: [0], ends: [3] }],
    ['a fraction', { bytes: Buffer.from('{}'), starts: [0.5], ends: [2] }],
  ])('has JSON that is in its bytes, and not %s', (_, json) => {
    expect(() => checked({ records: [{}], json: json as never })).toThrow(/^expected `json` to be/);
  });
});
