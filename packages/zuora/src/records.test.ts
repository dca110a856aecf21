import { inspect } from 'node:util';
import { TargetError } from '@rowferry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zuoraClient } from './client.ts';
import { collect, rejection, serve } from './local-server.fixture.ts';
import { lookups } from './lookup.ts';

const LIMITS = { bytesMax: 400, valuesMax: 7 };

/** The values that a query covers, parsed by the rules of Zuora's query syntax. */
function readQuery(column: string, query: string): string[] {
  const values: string[] = [];
  let rest = decodeURIComponent(query);
  for (;;) {
    if (!rest.startsWith(`${column}:"`)) throw new Error('Expected a term');
    const quoted = /^"((?:[^"\\]|\\.)*)"/su.exec(rest.slice(column.length + 1));
    values.push((quoted?.[1] ?? '').replace(/\\(.)/gsu, '$1'));
    rest = rest.slice(column.length + 1 + (quoted?.[0].length ?? 0));
    if (rest === '') return values;
    if (!rest.startsWith(' OR ')) throw new Error('Expected an OR');
    rest = rest.slice(' OR '.length);
  }
}

const awkward = fc.constantFrom(
  '"',
  '\\',
  ':',
  ' AND ',
  ' OR ',
  '*',
  '?',
  '(',
  ')',
  "'",
  '%',
  '\n',
);
const value = fc
  .array(fc.oneof(awkward, fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 6 })
  .map((parts) => parts.join('').slice(0, 12).toWellFormed());

describe('look-up queries', () => {
  it('cover exactly the values, once each, within the limits', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), (values) => {
        const queries = [...lookups('vin__c', values, LIMITS)];
        for (const query of queries) {
          expect(query.length).toBeLessThanOrEqual(LIMITS.bytesMax);
          expect(readQuery('vin__c', query).length).toBeLessThanOrEqual(LIMITS.valuesMax);
          expect(new URL(`http://host/?q=${query}`).search.slice(3)).toBe(query);
        }
        const covered = queries.flatMap((query) => readQuery('vin__c', query));
        expect(covered).toEqual([...new Set(values)]);
      }),
      { numRuns: 300 },
    );
  });

  it('leave out a value that cannot be stored', () => {
    expect([...lookups('vin__c', ['\ud800'], LIMITS)]).toEqual([]);
  });

  it('throw for a value that is too long for any, and do not show it', () => {
    const build = (): unknown => [...lookups('vin__c', ['x'.repeat(500)], LIMITS)];
    expect(build).toThrow(TargetError);
    expect(build).not.toThrow(/xx/);
  });
});

describe('find', () => {
  it('yields the records of all queries and pages', async () => {
    const values = Array.from({ length: 2500 }, (_, index) => `V:"${index}"`);
    const { baseUrl, received } = await serve(({ query }) => {
      const wanted = readQuery('vin__c', encodeURIComponent(query.get('q') ?? ''));
      const from = Number(query.get('cursor') ?? 0);
      const records = wanted.slice(from, from + 50).map((vin__c) => ({ vin__c }));
      const next = from + 50 < wanted.length ? { cursor: String(from + 50) } : {};
      return { body: { count: records.length, records, ...next } };
    });
    const { records } = zuoraClient({ baseUrl, token: 'token-1' });
    const found = await collect(records.find({ object: 'Vehicle', column: 'vin__c', values }));
    expect(found.map(({ vin__c }) => vin__c)).toEqual(values);
    for (const { path, query } of received) {
      expect(path).toBe('/objects/records/default/Vehicle');
      expect(query.get('pageSize')).toBe('1000');
    }
  });

  it('stays under 8,000 bytes of URL', async () => {
    let longest = 0;
    const { baseUrl } = await serve(({ path, query }) => {
      const sent = `${baseUrl}${path}?${query}`.replaceAll('+', '%20').length;
      longest = Math.max(longest, sent);
      const isFirst = query.get('cursor') === null;
      const cursor = isFirst ? { cursor: 'e0668230-eb63-40df-be65-08f083ca47b1' } : {};
      return { body: { records: [{}], ...cursor } };
    });
    const values = Array.from({ length: 600 }, (_, index) => `ключ-${index}`);
    const { records } = zuoraClient({ baseUrl, token: 'token-1' });
    await collect(records.find({ object: 'V', column: 'key__c', values }));
    expect(longest).toBeGreaterThan(7000);
    expect(longest).toBeLessThanOrEqual(8000);
  });

  it('keeps every digit', async () => {
    const { baseUrl } = await serve(() => ({ body: '{"records":[{"n__c":9007199254740993}]}' }));
    const { records } = zuoraClient({ baseUrl, token: 'token-1' });
    const found = await collect(records.find({ object: 'V', column: 'n__c', values: ['1'] }));
    expect(found).toEqual([{ n__c: 9007199254740993n }]);
  });

  it('stops when a cursor repeats', async () => {
    const { baseUrl, received } = await serve(() => ({ body: { records: [{}], cursor: 'same' } }));
    const { records } = zuoraClient({ baseUrl, token: 'token-1' });
    await collect(records.find({ object: 'V', column: 'a__c', values: ['1'] }));
    expect(received).toHaveLength(2);
  });
});

describe('a find that fails', () => {
  it('reports a refusal without the message, which may quote a key', async () => {
    const { baseUrl } = await serve(() => ({
      status: 400,
      body: { code: 71012720, message: 'Cannot read vin__c:"KEY-1"' },
    }));
    const { records } = zuoraClient({ baseUrl, token: 'token-1' });
    const query = { object: 'Vehicle', column: 'vin__c', values: ['KEY-1'] };
    const error = await rejection(collect(records.find(query)));
    expect(error).toMatchObject({ failure: { answer: 'refused', apiCode: 71012720 } });
    expect(inspect(error, { depth: 10 })).not.toContain('KEY-1');
    expect(String(error)).toContain('GET /objects/records/default/Vehicle (status 400');
  });

  it('rejects a full page that does not say how to continue: records would be missing', async () => {
    const pages = (record: object) => async () => {
      const full = Array.from({ length: 1000 }, () => record);
      const { baseUrl } = await serve(({ query }) => ({
        body: { records: query.has('cursor') ? [] : full },
      }));
      const { records } = zuoraClient({ baseUrl, token: 'token-1' });
      return await collect(records.find({ object: 'V', column: 'a__c', values: ['1'] }));
    };
    expect(await pages({ Id: 'x' })()).toHaveLength(1000);
    expect(await pages({ id: 'x' })()).toHaveLength(1000);
    await expect(pages({ a__c: '1' })()).rejects.toMatchObject({ failure: { answer: 'lost' } });
  });

  it('rejects a page without records', async () => {
    const { baseUrl } = await serve(() => ({ body: { count: 0 } }));
    const { records } = zuoraClient({ baseUrl, token: 'token-1' });
    const error = await rejection(
      collect(records.find({ object: 'V', column: 'a__c', values: ['1'] })),
    );
    expect(error).toMatchObject({ failure: { answer: 'lost' } });
  });
});
