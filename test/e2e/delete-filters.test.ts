import { parseExact } from '@rowferry/core';
import { defineObject, startSimulator } from '@rowferry/simulator';
import { type Condition, type Filter, zuoraClient } from '@rowferry/zuora';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jobEnd, storeRows } from '../world/store-rows.ts';

const OBJECT = defineObject('Part', {
  size__c: { type: 'integer', filterable: true },
  weight__c: { type: 'number', filterable: true },
  name__c: { type: 'string', filterable: true },
  sold__c: { type: 'boolean', filterable: true },
  built__c: { type: 'string', format: 'date', filterable: true },
  seenAt__c: { type: 'string', format: 'date-time', filterable: true },
});

/** Neighbours that a double cannot tell apart, and texts with characters that mean something in a query. */
const CELLS = {
  size__c: ['9007199254740992', '9007199254740993', '9007199254740994', '-7', '0', '42'],
  weight__c: ['1234567890123.123456788', '1234567890123.123456789', '-0.5', '0', '7.25'],
  name__c: ['Land Rover', 'a "b"', 'x:y', 'AND', '(1)', '-', '*', 'back\\slash', 'ünï', 'x y\nz'],
  sold__c: ['true', 'false'],
  built__c: ['2019-12-31', '2020-01-01', '2020-01-02'],
  seenAt__c: ['2020-01-01T00:00:00.000Z', '2020-01-01T00:00:00.001Z', '2019-12-31T23:30:00.000Z'],
} as const;
const FIELDS = Object.keys(CELLS) as (keyof typeof CELLS)[];

const row = fc.record(
  Object.fromEntries(FIELDS.map((field) => [field, fc.constantFrom(...CELLS[field], '')])),
);
const condition = fc.constantFrom(...FIELDS).chain((field) =>
  fc.record({
    field: fc.constant(field),
    operator: fc.constantFrom<Condition['operator'][]>('EQ', 'GT', 'LT', 'GE', 'LE'),
    value: fc.constantFrom<string[]>(...CELLS[field]).map((cell) => typed(field, cell)),
  }),
);
const filter: fc.Arbitrary<Filter> = fc
  .array(condition, { minLength: 1, maxLength: 2 })
  .map((conditions) => ({ conditions: conditions as [Condition] }));

function typed(field: string, cell: string): Condition['value'] {
  const isText = ['name__c', 'built__c', 'seenAt__c'].includes(field);
  return isText ? cell : (parseExact(cell) as Condition['value']);
}

/** Whether a cell meets a condition, without any of the code under test. */
function meets({ field, operator, value }: Condition, cell: string): boolean {
  if (cell === '') return false;
  const [left, right] = [cell, String(value)].map((text) => {
    if (field === 'size__c') return BigInt(text);
    // Nine decimals at most.
    if (field === 'weight__c') return BigInt(scaled(text));
    return text;
  });
  if (left === undefined || right === undefined) throw new Error('two cells');
  switch (operator) {
    case 'EQ':
      return left === right;
    case 'GT':
      return left > right;
    case 'LT':
      return left < right;
    case 'GE':
      return left >= right;
    case 'LE':
      return left <= right;
  }
}

function scaled(decimal: string): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  return whole + fraction.padEnd(9, '0');
}

test('a delete takes exactly the records that its filter means, which the query counts', async () => {
  const knobs = { processingMs: 0, processingMsPerRow: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      filter,
      async (rows, given) => {
        await using simulator = await startSimulator({
          definitions: [OBJECT],
          tokens: [{ token: 'token-1' }],
          knobs,
        });
        const { jobs, records } = zuoraClient({ baseUrl: simulator.url, token: 'token-1' });
        await storeRows(jobs, 'Part', csvOf(rows));
        let found = 0;
        for await (const _ of records.matching({ object: 'Part', filter: given })) found++;
        const { id } = await jobs.create({ object: 'Part', operation: 'delete', filter: given });
        await jobEnd(jobs, id);
        const left = [...simulator.tenant.records('Part')].map(({ cells }) => cells);
        const kept = rows.filter(
          (one) => !given.conditions.every((each) => meets(each, one[each.field] ?? '')),
        );
        expect(left).toEqual(kept.map(withoutEmpty));
        expect(found).toBe(rows.length - kept.length);
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);

type Row = Readonly<Record<string, string>>;

function csvOf(rows: readonly Row[]): string {
  const lines = [FIELDS, ...rows.map((one) => FIELDS.map((field) => one[field] ?? ''))];
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  return lines.map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
}

function withoutEmpty(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== ''));
}
