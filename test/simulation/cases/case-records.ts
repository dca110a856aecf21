import type { Columns, SourceRecord } from '@rowferry/core';
import { VEHICLE_COLUMNS, vehicles, withoutLineBreaks } from '../../e2e/vehicles.ts';
import { type Chance, chanceOf } from '../environment/chance.ts';
import { oddVin } from './odd-keys.ts';
import type { SeededCase, SourceCase } from './seeded-case.ts';
import { caseTwinned } from './seeded-look-ups.ts';
import { spelled } from './spellings.ts';

export function columnsOf({ source, target }: SeededCase, chance: Chance): Columns {
  const vehicle = { ...VEHICLE_COLUMNS, ...(source.hasSpellings && { soldAt__c: 'soldAt' }) };
  const all = target.operation === 'update' ? { Id: 'id', ...vehicle } : vehicle;
  if (!source.hasColumnsShuffled && !source.hasSpellings) return all;
  const columns = Object.entries(all).map((column) => ({ column, at: chance.next() }));
  const shuffled = columns.sort((a, b) => a.at - b.at).map(({ column }) => column);
  return Object.fromEntries(source.hasSpellings ? identitiesHidden(shuffled) : shuffled);
}

const IDENTITIES: readonly string[] = ['Id', 'vin__c', 'legacyId__c'];

/** The same columns, with those that identify a record where an echo of half the columns does not show them. */
function identitiesHidden<C>(columns: readonly (readonly [string, C])[]): (readonly [string, C])[] {
  const hidden = columns.filter(([name]) => IDENTITIES.includes(name));
  const shown = columns.filter(([name]) => !IDENTITIES.includes(name));
  return columns.map((_, index) => {
    const column = index % 2 === 1 ? (hidden.shift() ?? shown.shift()) : shown.shift();
    if (column === undefined) throw new TypeError('more identities than other columns');
    return column;
  });
}

/** The records of a case. `n` is the first position at which the record occurs. */
export function recordsOf(
  { seed, source, target, lookUps }: SeededCase,
  chance: Chance,
): SourceRecord[] {
  const spelling = chanceOf(`spellings-${seed}`);
  const records = vehicles(source.count)
    .map((one) => rewritten(one, source, chance))
    .map((one, n) => (target.hasOddKeys ? { ...one, vin: oddVin(n, one, chance) } : one))
    .map((one) => (source.hasSpellings ? spelled(one, spelling) : one));
  const keyed = lookUps.hasCaseTwins
    ? caseTwinned(records, chanceOf(`case-twins-${seed}`))
    : records;
  const created = target.operation === 'create' ? twinned(keyed, target.twins, chance) : keyed;
  return source.isUnbroken ? withoutLineBreaks(created) : created;
}

/** The same records, some of which are replaced by a copy of an earlier one. */
function twinned(records: readonly SourceRecord[], share: number, chance: Chance): SourceRecord[] {
  const twins: SourceRecord[] = [];
  for (const [position, record] of records.entries()) {
    const isTwin = position > 0 && chance.is(share);
    const first = isTwin ? twins[position - chance.between(1, Math.min(position, 8))] : undefined;
    twins.push(first ?? record);
  }
  return twins;
}

function rewritten(
  record: SourceRecord,
  { isRewritten, hasBadValues }: SourceCase,
  chance: Chance,
): SourceRecord {
  const dice = chance.next();
  if (isRewritten && dice < 0.2) {
    const filler = 'z'.repeat(chance.between(0, 200));
    return { ...record, notes: `${String(record['notes'])}\n${filler}` };
  }
  if (isRewritten && dice < 0.3) {
    const alike = { color: 'Red', sold: true, brand: 'same', notes: 'same' };
    return { ...record, ...alike, doors: 3, price: 1 };
  }
  if (!hasBadValues) return record;
  if (dice < 0.4) return { ...record, price: Number.NaN };
  if (dice < 0.45) return { ...record, notes: 'bad \ud800 surrogate' };
  return dice < 0.5 ? { ...record, notes: 'x'.repeat(5000) } : record;
}
