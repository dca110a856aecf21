import { migrate, type SourceRecord, type Verdict } from '@rowferry/core';
import { DEFAULT_CLIENT, defineObject, type KnobSettings } from '@rowferry/simulator';
import { zuora } from '@rowferry/zuora';
import { describe, expect, test } from 'vitest';
import { idleTime } from '../world/idle-time.ts';
import { memoryDisk } from '../world/memory-disk.ts';

type Field = Parameters<typeof defineObject>[1][string];

const NUMBER: Field = { type: 'number' };
const BOOLEAN: Field = { type: 'boolean' };
const DATE: Field = { type: 'string', format: 'date' };
const TIME: Field = { type: 'string', format: 'date-time' };
const TEXT: Field = { type: 'string' };
const LOOSE = { numberForms: 'loose', booleanForms: 'loose', dateForms: 'loose' } as const;

interface Spellings {
  readonly field: Field;
  readonly one: string;
  readonly other: string;
  readonly knobs?: KnobSettings;
}

/** Two spellings of one value, which a tenant echoes alike. */
const SPELLINGS: readonly Spellings[] = [
  { field: NUMBER, one: '1000', other: '1,000' },
  { field: NUMBER, one: '1000.0', other: '1e3' },
  { field: NUMBER, one: '5', other: '+5' },
  { field: NUMBER, one: '1.256', other: '1.2561', knobs: { recordDecimals: 2 } },
  { field: BOOLEAN, one: 'true', other: 'yes' },
  { field: BOOLEAN, one: '1', other: 'Y' },
  { field: BOOLEAN, one: 'no', other: 'FALSE' },
  { field: DATE, one: '2023-06-18', other: '06/18/2023' },
  { field: TIME, one: '2023-06-18T00:00:00Z', other: '2023-06-18T14:00:00+14:00' },
  {
    field: TIME,
    one: '2023-06-18T00:00:00Z',
    other: '2023-06-18T14:00:00+14:00',
    knobs: { recordZone: '-12:00' },
  },
  {
    field: TIME,
    one: '2023-06-18T10:00:00Z',
    other: '2023-06-18T10:15:00Z',
    knobs: { recordZone: 'day' },
  },
  { field: TEXT, one: 'caf\u00e9', other: 'cafe\u0301', knobs: { recordTexts: 'composed' } },
  { field: TEXT, one: 'caf\u00e9', other: 'cafe\u0301', knobs: { recordTexts: 'decomposed' } },
  { field: TEXT, one: 'Volvo', other: 'VOLVO', knobs: { recordTexts: 'upper-case' } },
  { field: TEXT, one: 'Volvo', other: ' Volvo ', knobs: { recordTexts: 'trimmed' } },
  { field: TEXT, one: 'Volvo 240 DL', other: 'Volvo 240 DL estate', knobs: { recordTexts: 'cut' } },
];

/** Runs a migration of things with a unique code, a value and a note, and says what became of each. */
async function outcomesOf(field: Field, records: readonly SourceRecord[], knobs: KnobSettings) {
  const time = idleTime('loose', memoryDisk());
  await using simulator = await time.startTenant({
    knobs: { recordValues: 'coerced', ...LOOSE, ...knobs },
    definitions: [
      defineObject('Thing', {
        code__c: { type: 'string', unique: true, filterable: true },
        value__c: field,
        note__c: { type: 'string', format: 'long-text' },
      }),
    ],
  });
  const verdicts: Verdict[] = [];
  await migrate(records, {
    columns: { code__c: 'code', value__c: 'value', note__c: 'note' },
    target: time.track(
      zuora({
        ...{ ...DEFAULT_CLIENT, baseUrl: simulator.url, dispatcher: time.dispatcher },
        ...{ object: 'Thing', operation: 'create' },
      }),
    ),
    plugins: [{ name: 'watch', onVerdicts: (some) => void verdicts.push(...some) }],
    world: time.world,
  });
  const stored = [...simulator.tenant.records('Thing')].map(({ row = 0 }) => row - 2);
  return {
    outcomes: verdicts
      .toSorted((one, other) => one.position - other.position)
      .map(({ outcome }) => outcome),
    stored,
  };
}

describe('a record that is refused as a double of one whose value is spelled in another way', () => {
  test.each(SPELLINGS)('$one and $other: neither gets a wrong verdict', async (spellings) => {
    const { field, one, other, knobs = {} } = spellings;
    for (const [value, twin] of [
      [one, other],
      [other, one],
    ]) {
      // The notes have line breaks, so that several row numberings are possible.
      for (const [rowField, note] of [
        ['missing', 'one line'],
        ['present', 'line 1\nline 2'],
      ] as const) {
        const records = [
          { code: 'A', value, note },
          { code: 'A', value: twin, note },
          { code: 'C', value, note: 'x' },
        ];
        const { outcomes, stored } = await outcomesOf(field, records, { rowField, ...knobs });
        expect(stored).toEqual([0, 2]);
        expect(outcomes[0]).not.toBe('rejected');
        expect(outcomes[1]).not.toBe('loaded');
        expect(outcomes[2]).toBe('loaded');
      }
    }
  });

  test('and that is numbered where all numberings agree is rejected', async () => {
    for (const { field, one: value, other: twin, knobs = {} } of SPELLINGS) {
      const records = [
        { code: 'A', value, note: 'one line' },
        { code: 'A', value: twin, note: 'one line' },
      ];
      expect((await outcomesOf(field, records, knobs)).outcomes).toEqual(['loaded', 'rejected']);
    }
  });
});
