import { ExactNumber, parseExact } from '@rowferry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zuoraClient } from './client.ts';
import type { Condition, Filter } from './filter.ts';
import { collect, rejection, serve } from './local-server.fixture.ts';

const filterOf = (value: Condition['value'], operator: Condition['operator'] = 'GE'): Filter => ({
  conditions: [{ field: 'size__c', operator, value }],
});

/** A client, what it has sent, and a job or an empty page as the answer to everything. */
async function client() {
  const { baseUrl, received } = await serve(() => ({ body: { Id: 'j', records: [] } }));
  return { ...zuoraClient({ baseUrl, token: 'token-1' }), received };
}

describe('a filter is sent to the last digit', () => {
  it.each([
    [9007199254740993n, '9007199254740993'],
    [new ExactNumber('0.10000000000000000001'), '0.10000000000000000001'],
    [-5, '-5'],
    [false, 'false'],
    ['5', '"5"'],
    ['2020-01-01T00:00:00.000Z', '"2020-01-01T00:00:00.000Z"'],
  ])('%s as %s', async (value, sent) => {
    const { jobs, received } = await client();
    await jobs.create({ object: 'V', operation: 'delete', filter: filterOf(value) });
    expect(String(received[0]?.body)).toContain(`"operator":"GE","value":${sent}}`);
  });
});

describe('a filter is refused', () => {
  it.each([
    ['that a number has rounded', 2 ** 53 + 2, 'a bigint for an integer beyond 2^53'],
    ['without a value', '', '`filter.conditions.0.value`'],
    ['that is no number', Number.NaN, '`filter.conditions.0.value`'],
    ['that is half a character', '\ud800', 'half of a surrogate pair'],
  ])('%s, and nothing is sent', async (_, value, words) => {
    const { jobs, records, received } = await client();
    const filter = filterOf(value);
    const calls = [
      jobs.create({ object: 'V', operation: 'delete', filter }),
      collect(records.matching({ object: 'V', filter })),
    ];
    for (const call of calls) expect(await rejection(call)).toBeInstanceOf(TypeError);
    const error = await rejection(jobs.create({ object: 'V', operation: 'delete', filter }));
    expect(String(error)).toContain(words);
    expect(received).toEqual([]);
  });
});

describe('the records that a filter matches', () => {
  it.each<[string, Filter]>([
    ['size__c:"Land \\"Rover\\""', filterOf('Land "Rover"', 'EQ')],
    ['size__c:<=9007199254740993', filterOf(9007199254740993n, 'LE')],
    ['size__c:>\\-5', filterOf(-5, 'GT')],
    ['size__c:<2020-01-01T00\\:00\\:00.000Z', filterOf('2020-01-01T00:00:00.000Z', 'LT')],
    [
      'a__c:"true" AND b__c:>=ä\\ b',
      {
        conditions: [
          { field: 'a__c', operator: 'EQ', value: true },
          { field: 'b__c', operator: 'GE', value: 'ä b' },
        ],
      },
    ],
  ])('are looked up by %s', async (query, filter) => {
    const { records, received } = await client();
    await collect(records.matching({ object: 'Vehicle', filter }));
    expect(received).toHaveLength(1);
    expect(received[0]?.path).toBe('/objects/records/default/Vehicle');
    expect(received[0]?.query.get('q')).toBe(query);
  });

  it('have a bound without a character that has a meaning of its own', async () => {
    const { records, received } = await client();
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        await collect(records.matching({ object: 'V', filter: filterOf(value) }));
        const bound = received.at(-1)?.query.get('q')?.slice('size__c:>='.length) ?? '';
        expect(bound).toMatch(/^(?:[\p{L}\p{N}._]|\\.)(?:[\p{L}\p{N}._-]|\\.)*$/su);
        expect(bound.replace(/\\(.)/gsu, '$1')).toBe(value);
      }),
      { numRuns: 100 },
    );
  });

  it('are read page by page, from the last Id where the answer has no cursor', async () => {
    const ids = Array.from({ length: 2300 }, (_, index) => `id-${index}`);
    const { baseUrl, received } = await serve(({ query }) => {
      const from = ids.indexOf(query.get('cursor') ?? '') + 1;
      const records = ids.slice(from, from + 1000).map((Id) => ({ Id }));
      return { body: { count: records.length, records } };
    });
    const { records } = zuoraClient({ baseUrl, token: 'token-1' });
    const found = await collect(records.matching({ object: 'V', filter: filterOf(1) }));
    expect(found.map(({ Id }) => Id)).toEqual(ids);
    expect(received).toHaveLength(3);
  });

  it('cannot be looked up by a filter that is longer than a URL may be', async () => {
    const { records, received } = await client();
    const call = collect(records.matching({ object: 'V', filter: filterOf('ü'.repeat(2000)) }));
    expect(await rejection(call)).toMatchObject({
      message: expect.stringContaining('too long'),
      failure: { answer: 'refused' },
    });
    expect(received).toEqual([]);
  });
});

it('a value of the filter may be what `parseExact` returns', async () => {
  const { jobs, received } = await client();
  const digits = '1234567890123.123456789';
  const value = parseExact(digits) as Condition['value'];
  await jobs.create({ object: 'V', operation: 'delete', filter: filterOf(value) });
  expect(String(received[0]?.body)).toContain(`"value":${digits}}`);
});
