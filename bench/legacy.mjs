import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';

/** CSV column ← field, as `migrate` expects it. The plain pipeline maps the same fields by hand. */
export const columns = {
  legacyId__c: 'id',
  vin__c: 'vin',
  owner__c: 'owner.name',
  city__c: 'owner.city',
  notes__c: 'notes',
  mileage__c: 'mileage',
  price__c: 'price',
  insured__c: 'insured',
  registeredOn__c: 'registered_on',
  soldAt__c: 'sold_at',
  origin__c: { value: 'legacy-crm' },
};

/** The same for the flat records of `writeLegacyCsv`. */
export const flatColumns = { ...columns, owner__c: 'owner', city__c: 'city' };

/** The fields of the target object, in the simulator's notation. */
export const fields = {
  legacyId__c: { type: 'integer' },
  vin__c: { type: 'string' },
  owner__c: { type: 'string' },
  city__c: { type: 'string' },
  notes__c: { type: 'string' },
  mileage__c: { type: 'integer' },
  price__c: { type: 'number' },
  insured__c: { type: 'boolean' },
  registeredOn__c: { type: 'string', format: 'date' },
  soldAt__c: { type: 'string', format: 'date-time' },
  origin__c: { type: 'string' },
};

const OWNERS = ['Ana "Nita" Souza', 'Brown, James', "O'Neill", 'Łukasz Żak', '王小明', 'Kim'];
const CITIES = ['München', 'São Paulo', 'Washington, D.C.', 'Lyon', null];
const NOTES = ['', null, 'one owner', 'brakes, tyres\nand "oil" changed', 'see file; ask again'];
const DAY_MS = 86_400_000;
const LINES_AT_ONCE = 1000;

/** Always returns the same record for the same id. */
export function legacyRecord(id) {
  const day = new Date((id % 12_000) * DAY_MS);
  return {
    id,
    vin: `WVW${String(id).padStart(14, '0')}`,
    owner: { name: `${OWNERS[id % OWNERS.length]} ${id}`, city: CITIES[id % CITIES.length] },
    notes: NOTES[id % NOTES.length],
    mileage: (id * 7919) % 400_000,
    price: ((id * 104_729) % 9_000_000) / 100,
    insured: id % 3 === 0,
    registered_on: day.toISOString().slice(0, 10),
    sold_at: id % 4 === 0 ? null : new Date(day.getTime() + id * 1000).toISOString(),
  };
}

/** Writes `count` records as JSON Lines. */
export async function writeLegacy(path, count) {
  await pipeline(Readable.from(lines(count)), createWriteStream(path));
}

/** Writes the same records as CSV until the file has at least `sizeBytes`; returns how many it wrote. */
export async function writeLegacyCsv(path, sizeBytes) {
  let count = 0;
  await pipeline(function* () {
    for (let writtenBytes = 0; writtenBytes < sizeBytes; ) {
      const rows = Array.from({ length: LINES_AT_ONCE }, (_, index) => flat(count + index));
      const text = Buffer.from(stringify(rows, { header: count === 0, cast: { boolean: String } }));
      count += rows.length;
      writtenBytes += text.length;
      yield text;
    }
  }, createWriteStream(path));
  return count;
}

function flat(id) {
  const { owner, ...rest } = legacyRecord(id);
  return { ...rest, owner: owner.name, city: owner.city };
}

function* lines(count) {
  for (let from = 0; from < count; from += LINES_AT_ONCE) {
    let text = '';
    for (let id = from; id < Math.min(count, from + LINES_AT_ONCE); id++) {
      text += `${JSON.stringify(legacyRecord(id))}\n`;
    }
    yield text;
  }
}
