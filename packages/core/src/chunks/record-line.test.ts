import { expect, it } from 'vitest';
import type { Batch } from '../contract/source.ts';
import { hooksOf } from '../hooks.ts';
import { encoder } from '../values/encoder.ts';
import { encode } from './encode.ts';

async function recordPrefixOf(json: string): Promise<string | undefined> {
  async function* batches(): AsyncGenerator<Batch> {
    yield { records: [{ a: 1 }], json: () => json };
  }
  for await (const { rows } of encode(batches(), 0, encoder({ a__c: 'a' }), hooksOf([]))) {
    return rows[0]?.prefix;
  }
  return undefined;
}

it('keeps the JSON that a record was read from unchanged', async () => {
  expect(await recordPrefixOf('{ "a": 1.0 }')).toBe(
    '{"position":0,"at":"record 0","record":{ "a": 1.0 }',
  );
});

it('rewrites JSON that spans several lines, since each record has one line', async () => {
  expect(await recordPrefixOf('{\n"a": 1.0 }')).toBe(
    '{"position":0,"at":"record 0","record":{"a":1}',
  );
});
