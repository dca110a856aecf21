import {
  type ColumnDefinition,
  type Definition,
  migrate,
  type RowOutcome,
  type Verdict,
} from '@rowferry/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scriptedTarget, type TrueError } from '../world/scripted-target.ts';
import { virtualWorld } from '../world/virtual-world.ts';

/** Values that people type: several spellings of few numbers, booleans, times and texts. */
const cells = {
  amount: fc.constantFrom(
    ...[
      '',
      '1000',
      '1,000',
      '1000.0',
      '+1000',
      '1e3',
      '1.5',
      '1.46',
      '1,5',
      '007',
      '7',
      '-7',
      '(7)',
    ],
    ...[
      '12345678901234567890',
      '12345678901234567891',
      '0.1',
      '999.96',
      '1234567',
      '1,234,568',
      'n/a',
    ],
  ),
  flag: fc.constantFrom('', 'true', 'TRUE', 'yes', 'Y', '1', 'false', 'no', 'n', '0', 'off'),
  day: fc.constantFrom(
    ...['', '2024-12-31', '31.12.2024', '12/31/2024', '2025-01-01', '1/1/2025', '2024-06-01'],
  ),
  moment: fc.constantFrom(
    ...['', '2024-12-31T00:00:00+14:00', '2024-12-30T10:00:00Z', '2024-12-30T10:00:00.500Z'],
    ...['2024-12-30T10:07:00Z', '2024-12-30 10:00', '2024-12-31T00:00:00Z', '2025-03-01T00:00:00Z'],
  ),
  name: fc.constantFrom(
    ...['', 'caf\u00e9', 'cafe\u0301', 'CAF\u00c9', 'caf', ' caf\u00e9 ', 'caf\u00e9 cr\u00e8me'],
    ...['a\nb', 'a\r\nb', 'a b', '😀', 'Stra\u00dfe 1', 'STRASSE 1', 'Stra\u00dfe 12'],
  ),
};
type Name = keyof typeof cells;
type Cells = Readonly<Record<Name, string>>;
const NAMES = Object.keys(cells) as Name[];

/** What a server makes of a cell before it echoes it; `undefined` if it leaves it out. */
type Coerce = (cell: string) => unknown;

const plainNumber = (cell: string) => {
  const text = cell.replace(/^\((.*)\)$/, '-$1');
  return Number(/,\d{3}/.test(text) ? text.replaceAll(',', '') : text.replace(',', '.'));
};
const momentOf = (cell: string) =>
  /[Z+]/.test(cell) ? Date.parse(cell) : Date.parse(`${cell.replace(' ', 'T')}Z`);
const dayOf = (cell: string) => {
  const [, first = '', second = '', year = ''] = /^(\d+)[./](\d+)[./](\d+)$/.exec(cell) ?? [];
  if (year === '') return cell;
  const [month, day] = cell.includes('.') ? [second, first] : [first, second];
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
};
const inZone =
  (minutes: number, length: number): Coerce =>
  (cell) => {
    const shown = new Date(momentOf(cell) + minutes * 60_000).toISOString().slice(0, length);
    return length > 10 ? `${shown}${minutes < 0 ? '-' : '+'}` : shown;
  };

const raw: Coerce = (cell) => cell;
const COERCIONS: { readonly [One in Name]: readonly Coerce[] } = {
  amount: [
    ...[raw, plainNumber, (cell: string) => String(plainNumber(cell))],
    ...[
      (cell: string) => Math.fround(plainNumber(cell)),
      (cell: string) => Math.trunc(plainNumber(cell)),
    ],
    ...[1, 2].map((places) => (cell: string) => Number(plainNumber(cell).toFixed(places))),
    (cell: string) => plainNumber(cell).toFixed(2),
    (cell: string) => plainNumber(cell).toPrecision(6),
    (cell: string) => plainNumber(cell).toExponential(5),
    (cell: string) => plainNumber(cell).toLocaleString('de-DE', { maximumFractionDigits: 3 }),
  ],
  flag: [
    raw,
    (cell) => /^(true|yes|y|1|on)$/i.test(cell),
    // As the standard library of Java reads it.
    (cell) => cell.toLowerCase() === 'true',
    (cell) => (/^(true|yes|y|1|on)$/i.test(cell) ? 'Y' : 'N'),
    (cell) => (/^(true|yes|y|1|on)$/i.test(cell) ? 1 : 0),
  ],
  day: [
    raw,
    dayOf,
    (cell) => `${dayOf(cell)}T00:00:00.000Z`,
    (cell) => new Date(Date.parse(dayOf(cell)) - 26 * 3_600_000).toISOString(),
    (cell) => Date.parse(dayOf(cell)),
    (cell) => dayOf(cell).split('-').reverse().join('/'),
  ],
  moment: [
    raw,
    (cell) => new Date(momentOf(cell)).toISOString(),
    momentOf,
    ...[-720, -570, 0, 345, 840].flatMap((zone) =>
      [10, 16, 19, 23].map((end) => inZone(zone, end)),
    ),
  ],
  name: [
    ...[raw, (cell: string) => cell.normalize('NFC'), (cell: string) => cell.normalize('NFD')],
    ...[(cell: string) => cell.toUpperCase(), (cell: string) => cell.toLowerCase()],
    ...[(cell: string) => cell.trim(), (cell: string) => cell.replace(/\s+/g, ' ')],
    ...[1, 3, 4, 6].map((length) => (cell: string) => cell.slice(0, length)),
    (cell: string) => cell.replace(/[\u{10000}-\u{10ffff}]/gu, '?'),
    (cell: string) => `${cell.slice(0, 3)}...`,
  ],
};

const TYPES: { readonly [One in Name]: Pick<ColumnDefinition, 'type' | 'format'> } = {
  amount: { type: 'number' },
  flag: { type: 'boolean' },
  day: { type: 'string', format: 'date' },
  moment: { type: 'string', format: 'date-time' },
  name: { type: 'string' },
};
const plain = { required: false, unique: false, filterable: false, system: false };
const DEFINITION: Definition = {
  object: 'Thing',
  columns: Object.fromEntries([
    ['n__c', { ...plain, type: 'integer' }],
    ...NAMES.map((name) => [`${name}__c`, { ...plain, ...TYPES[name] }]),
  ]),
};

const row = fc.record({ ...cells, isRefused: fc.boolean() });
const server = fc.record({
  coerce: fc.record({
    amount: fc.constantFrom(...COERCIONS.amount),
    flag: fc.constantFrom(...COERCIONS.flag),
    day: fc.constantFrom(...COERCIONS.day),
    moment: fc.constantFrom(...COERCIONS.moment),
    name: fc.constantFrom(...COERCIONS.name),
  }),
  shown: fc.constantFrom(NAMES, NAMES, ...NAMES.map((one) => NAMES.filter((name) => name !== one))),
  empties: fc.constantFrom('absent', 'null', 'empty', 'mixed'),
  number: fc.constantFrom(
    'record',
    'first line',
    'last line',
    'missing',
    'missing',
    'out of range',
  ),
  isDefined: fc.boolean(),
});
type Server = typeof server extends fc.Arbitrary<infer One> ? One : never;
type Row = Cells & { readonly isRefused: boolean };

test('whatever a server does to the values that it echoes, no error is put on another record', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      server,
      fc.integer({ min: 2, max: 12 }),
      fc.integer(),
      async (rows, how, maxRows, seed) => {
        const { stored, verdicts } = await run(rows, how, maxRows, seed, false);
        expect(verdicts).toHaveLength(rows.length);
        for (const { position, ...verdict } of verdicts) {
          if (verdict.outcome === 'loaded') expect(stored.has(position)).toBe(true);
          if (verdict.outcome !== 'rejected') continue;
          expect(stored.has(position)).toBe(false);
          for (const { message } of verdict.errors) expect(message).toBe(`record ${position}`);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test('with its number and an exact echo, every error is put on its record', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      server,
      fc.integer({ min: 2, max: 12 }),
      fc.integer(),
      async (rows, how, maxRows, seed) => {
        const exact: Server = {
          ...how,
          coerce: { amount: raw, flag: raw, day: raw, moment: raw, name: raw },
          number: 'record',
        };
        const { verdicts } = await run(rows, exact, maxRows, seed, true);
        for (const { position, outcome } of verdicts) {
          expect(outcome).toBe(rows[position]?.isRefused ? 'rejected' : 'loaded');
        }
      },
    ),
    { numRuns: 200 },
  );
});

/** `isNamed`: whether an echo shows which record it is of. */
async function run(
  rows: readonly Row[],
  how: Server,
  maxRows: number,
  seed: number,
  isNamed: boolean,
) {
  const world = virtualWorld(seed);
  const target = scriptedTarget(world, {
    tookMs: () => 10,
    refuse: ({ n__c = '' }) =>
      rows[Number(n__c)]?.isRefused ? [{ code: 71012520, message: `record ${n__c}` }] : [],
    list: (truth) => truth.map((error) => itemOf(error, how, isNamed, world.random)),
    processed: (count) => count,
    ...(how.isDefined && { definition: DEFINITION }),
  });
  const verdicts: Verdict[] = [];
  await migrate(
    rows.map(({ isRefused: _, ...values }, n) => ({ n, ...values })),
    {
      columns: Object.fromEntries(['n', ...NAMES].map((name) => [`${name}__c`, name])),
      target,
      jobs: { maxRows, concurrency: 2 },
      plugins: [{ name: 'watch', onVerdicts: (some) => void verdicts.push(...some) }],
      world,
    },
  );
  return { stored: new Set(target.stored.map((one) => Number(one['n__c']))), verdicts };
}

function itemOf(
  { row: place, firstLine, lastLine, code, message, cells: sent }: TrueError,
  { coerce, shown, empties, number }: Server,
  isNamed: boolean,
  chance: () => number,
): RowOutcome {
  const numbers = { record: place + 2, 'first line': firstLine, 'last line': lastLine };
  const rowNumber =
    number === 'missing' ? undefined : number === 'out of range' ? 1e6 : numbers[number];
  const echo: Record<string, unknown> = isNamed ? { n__c: sent['n__c'] } : {};
  for (const name of shown) {
    const cell = sent[`${name}__c`] ?? '';
    const value = cell === '' ? emptyOf(empties, chance) : coerce[name](cell);
    // JSON has no number for what is none.
    const isNone = typeof value === 'number' && !Number.isFinite(value);
    if (value !== undefined) echo[`${name}__c`] = isNone ? null : value;
  }
  return { code, message, record: echo, ...(rowNumber !== undefined && { row: rowNumber }) };
}

function emptyOf(empties: Server['empties'], chance: () => number): unknown {
  const forms = { absent: undefined, null: null, empty: '' };
  if (empties !== 'mixed') return forms[empties];
  return [undefined, null, ''][Math.floor(chance() * 3)];
}
