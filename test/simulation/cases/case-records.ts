import type { Columns, SourceRecord } from '@rowferry/core';
import { VEHICLE_COLUMNS, vehicles, withoutLineBreaks } from '../../e2e/vehicles.ts';
import type { Chance } from '../environment/chance.ts';
import { oddVin } from './odd-keys.ts';
import type { SeededCase, SourceCase } from './seeded-case.ts';

export function columnsOf({ source, target }: SeededCase, chance: Chance): Columns {
  const all = target.operation === 'update' ? { Id: 'id', ...VEHICLE_COLUMNS } : VEHICLE_COLUMNS;
  if (!source.hasColumnsShuffled) return all;
  const columns = Object.entries(all).map((column) => ({ column, at: chance.next() }));
  return Object.fromEntries(columns.sort((a, b) => a.at - b.at).map(({ column }) => column));
}

/** The records of a case. `n` is the first position at which the record occurs. */
export function recordsOf({ source, target }: SeededCase, chance: Chance): SourceRecord[] {
  const records = vehicles(source.count)
    .map((one) => rewritten(one, source, chance))
    .map((one, n) => (target.hasOddKeys ? { ...one, vin: oddVin(n, one, chance) } : one));
  const created = target.operation === 'create' ? twinned(records, target.twins, chance) : records;
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
