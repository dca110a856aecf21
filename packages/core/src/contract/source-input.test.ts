import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readFrom } from './reading.ts';
import { type SourceInput, toSource } from './source-input.ts';

const neverAborted = new AbortController().signal;

async function all(input: SourceInput): Promise<unknown[]> {
  const records: unknown[] = [];
  for await (const batch of readFrom(toSource(input), neverAborted, neverAborted))
    records.push(...batch.records);
  return records;
}

const RECORDS = Array.from({ length: 600 }, (_, n) => ({ n }));

describe('any input', () => {
  async function* generator() {
    yield* RECORDS;
  }

  it.each<[string, () => SourceInput]>([
    ['an array', () => RECORDS],
    ['an async generator', generator],
    ['a stream', () => Readable.from(RECORDS)],
    ['a stream that has a name', () => Object.assign(Readable.from(RECORDS), { name: 'rows' })],
    [
      'a source',
      () => ({
        name: 'own',
        read: async function* () {
          yield { records: RECORDS };
        },
      }),
    ],
  ])('%s yields its records in order', async (_, input) => {
    expect(await all(input())).toEqual(RECORDS);
  });
});
