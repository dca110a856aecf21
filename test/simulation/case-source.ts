import {
  type Columns,
  type Source,
  type SourceInput,
  type SourceRecord,
  Unreadable,
} from '@rowferry/core';
import { unbroken, VEHICLE_COLUMNS, vehicles } from '../e2e/vehicles.ts';
import type { Chance } from './chance.ts';
import type { SourceCase } from './seeded-case.ts';
import type { VirtualClock } from './virtual-clock.ts';

export function columnsOf({ hasColumnsShuffled }: SourceCase, chance: Chance): Columns {
  if (!hasColumnsShuffled) return VEHICLE_COLUMNS;
  const columns = Object.entries(VEHICLE_COLUMNS).map((column) => ({ column, at: chance.next() }));
  return Object.fromEntries(columns.sort((a, b) => a.at - b.at).map(({ column }) => column));
}

/** The records of a case; `n` of each is its position. */
export function recordsOf(source: SourceCase, chance: Chance): readonly SourceRecord[] {
  const records = vehicles(source.count).map((one) => rewritten(one, source, chance));
  return source.isUnbroken ? unbroken(records) : records;
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

/** The records as the case hands them over. */
export function sourceInputOf(
  records: readonly SourceRecord[],
  source: SourceCase,
  chance: Chance,
  clock: VirtualClock,
): SourceInput {
  if (source.kind === 'array') return records;
  if (source.kind === 'async') return oneByOne(records, source, chance, clock);
  return inBatches(records, source, chance, clock);
}

async function* oneByOne(
  records: readonly SourceRecord[],
  { throwsAt, delayMs }: SourceCase,
  chance: Chance,
  clock: VirtualClock,
): AsyncGenerator<SourceRecord> {
  for (const [position, record] of records.entries()) {
    if (throwsAt === position) throw new Error('the source broke');
    if (delayMs > 0) await clock.sleep(chance.next() * delayMs);
    yield record;
  }
  if (throwsAt === records.length) throw new Error('the source broke at its end');
}

function inBatches(
  records: readonly SourceRecord[],
  { throwsAt, delayMs, hasUnreadables }: SourceCase,
  chance: Chance,
  clock: VirtualClock,
): Source {
  const unreadable = new Unreadable('BAD_LINE', 'cannot be read');
  const items = records.map((one) => (hasUnreadables && chance.is(0.1) ? unreadable : one));
  return {
    name: 'batches',
    async *read({ signal }) {
      for (let from = 0; from < items.length; ) {
        const first = from;
        const to = first + chance.between(1, 30);
        if (throwsAt !== undefined && to > throwsAt) throw new Error('the source broke');
        if (delayMs > 0) await clock.sleep(chance.next() * delayMs, signal);
        from = to;
        yield {
          records: items.slice(first, to),
          ...(chance.is(0.5) && { checkpoint: { at: to } }),
          locate: (index) => `batches:${first + index}`,
          fraction: Math.min(1, to / items.length),
        };
      }
    },
  };
}
