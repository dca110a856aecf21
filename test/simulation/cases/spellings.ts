import type { SourceRecord } from '@rowferry/core';
import type { Chance } from '../environment/chance.ts';

/** A record with one of few values in each column, often spelled in another way. Its key and its number stay. */
export function spelled(record: SourceRecord, chance: Chance): SourceRecord {
  if (chance.is(0.2)) return record;
  const spellings = Object.entries(SPELLINGS).map(([field, [usual, ...others]]) => [
    field,
    chance.is(0.6) ? usual : chance.pick(others),
  ]);
  return { ...record, brand: 'same', color: 'Red', ...Object.fromEntries(spellings) };
}

/** The usual spelling of each value comes first. The tenant refuses more than nine doors. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  doors: ['3', '+3', '3.0', '3e0', '77', '77', '+77'],
  price: ['1000', '1,000', '+1000', '1000.0', '1e3', '1000.25', '1000.2'],
  sold: ['true', 'yes', 'Y', '1', 'TRUE', 'false', 'no', '0'],
  soldAt: [
    ...['2024-12-30T10:00:00.000Z', '2024-12-31T00:00:00+14:00', '2024-12-30T10:00:00Z'],
    ...['2024-12-29T22:00:00-12:00', '2024-12-30T10:00:00.250Z', '2024-12-31', '12/31/2024', ''],
  ],
  notes: [
    ...['caf\u00e9 au lait', 'cafe\u0301 au lait', 'CAF\u00c9 AU LAIT', ' caf\u00e9 au lait '],
    ...['caf\u00e9 au lait noir', 'caf\u00e9\nau lait', 'caf\u00e9\n\nau lait', ''],
  ],
};
