import type { Columns, SourceRecord } from '@rowferry/core';

/** Vehicles with the usual faults of legacy data. `n` is their position. */
export function vehicles(count: number): SourceRecord[] {
  return Array.from({ length: count }, (_, n) => ({ n, ...vehicle(n) }));
}

/** Vehicles that every tenant stores. */
export function goodVehicles(count: number): SourceRecord[] {
  return Array.from({ length: count }, (_, n) => ({ ...vehicle(0), n, vin: `VIN${n}` }));
}

/** The same records without line breaks, so that counting records equals counting lines. */
export function withoutLineBreaks(records: readonly SourceRecord[]): SourceRecord[] {
  return records.map((one) => ({ ...one, notes: String(one['notes']).replace(/\s/g, ' ') }));
}

function vehicle(n: number): SourceRecord {
  const good = {
    vin: `VIN${String(n).padStart(14, '0')}`,
    brand: `Brand ${n % 7}`,
    color: ['White', 'Red', '', 'Black'][n % 4],
    doors: 1 + (n % 5),
    price: n * 1.25,
    sold: n % 2 === 0,
    notes: n % 3 === 0 ? `first line\nsecond "line", n° ${n}` : `plain ${n}`,
  };
  switch (n % 12) {
    case 3:
      return { ...good, vin: `VIN${String(n - 2).padStart(14, '0')}` };
    case 5:
      return { ...good, doors: 77, price: -1 };
    case 7:
      return { ...good, brand: null };
    case 8:
      return { ...good, brand: `Brand 😀 ${n}` };
    case 10:
      return { ...good, color: 'Taupe', notes: `a\r\nb\nc ${n}` };
    default:
      return good;
  }
}

export const VEHICLE_COLUMNS: Columns = {
  vin__c: 'vin',
  brand__c: 'brand',
  color__c: 'color',
  doors__c: 'doors',
  price__c: 'price',
  sold__c: 'sold',
  legacyId__c: 'n',
  notes__c: 'notes',
};
