import { stringify } from 'csv-stringify/sync';
import { legacyRecord } from './legacy.mjs';

/** A good line is shorter. */
const LINE_BYTES_MAX = 2000;
/** No text in UTF-8 has this byte. */
const INVALID = Buffer.from([0xff]);

/**
 * Each makes all records of a source bad in one way, and none longer than necessary. Of `csv` and `jsonl`, `lineOf` makes
 * the line of a record; of `postgres`, `field` gets the value of an SQL expression; of `records`, which a program hands
 * over, `change` makes a record bad. `options` are those of the source, `more` those of `migrate`.
 */
export const badInput = {
  csv: {
    'a cell too few': { lineOf: (record) => rowOf(record, 1) },
    'a cell too many': { lineOf: (record) => `${rowOf(record)},x` },
    'only delimiters': { lineOf: (record) => ','.repeat(Object.keys(record).length - 1) },
    'a quote in a cell': { lineOf: (record) => `a"${rowOf(record)}` },
    'text after a quote': { lineOf: (record) => `"a"b,${rowOf(record)}` },
    'not UTF-8': { lineOf: (record) => Buffer.concat([Buffer.from(rowOf(record)), INVALID]) },
    'too long': {
      lineOf: (record) => `${rowOf(record)}${'x'.repeat(LINE_BYTES_MAX)}`,
      options: { maxRecordBytes: LINE_BYTES_MAX },
    },
    'a path into a text': { lineOf: (record) => rowOf({ ...record, owner: 'Ana' }) },
    'no JSON': { lineOf: (record) => rowOf(record).replace('{', '[') },
  },
  jsonl: {
    'cut off': { lineOf: (record) => JSON.stringify(record).slice(0, -1) },
    'no JSON': { lineOf: (record) => `#${JSON.stringify(record)}` },
    'no object': { lineOf: (record) => JSON.stringify([record]) },
    'not UTF-8': { lineOf: (record) => Buffer.concat([textOf(record), INVALID]) },
    'too long': {
      lineOf: (record) => JSON.stringify({ ...record, more: 'x'.repeat(LINE_BYTES_MAX) }),
      options: { maxLineBytes: LINE_BYTES_MAX },
    },
    'half of a pair': { lineOf: (record) => JSON.stringify({ ...record, notes: '\ud83d' }) },
    'an object': { lineOf: (record) => JSON.stringify({ ...record, notes: { text: 'new' } }) },
    'a path into a text': { lineOf: (record) => JSON.stringify({ ...record, owner: 'Ana' }) },
    'a long exponent': {
      lineOf: (record) => JSON.stringify(record).replace(/("price":)[^,]*/, '$11e999999999'),
    },
  },
  postgres: {
    NaN: { field: 'price', sql: "'NaN'::float8" },
    'an infinite time': { field: 'sold_at', sql: "'infinity'::timestamptz" },
    'half of a pair': { field: 'owner', sql: `'{"name": "\\ud83d", "city": ""}'::json` },
    'an object': { field: 'owner', sql: `'{"name": {"first": "Ana"}, "city": ""}'::json` },
    'a path into a text': { field: 'owner', sql: `'"Ana"'::json` },
    'no JSON': { field: 'notes', sql: `'{"text": no}'`, options: { json: 'notes' } },
  },
  records: {
    'an invalid date': { change: (record) => ({ ...record, sold_at: new Date(Number.NaN) }) },
    'a map': { change: (record) => ({ ...record, notes: new Map() }) },
    'a circle': {
      change: (record) => {
        const owner = { ...record.owner };
        owner.self = owner;
        return { ...record, owner };
      },
    },
  },
};

function textOf(record) {
  return Buffer.from(JSON.stringify(record));
}

/** A row in one line, without the last cells if some are missing. Its owner is JSON. */
function rowOf({ owner, notes, ...rest }, missing = 0) {
  const fields = { ...rest, notes: notes?.replaceAll('\n', ' '), owner: JSON.stringify(owner) };
  const cells = Object.values(fields);
  const row = cells.slice(0, cells.length - missing);
  return stringify([row], { eof: false, cast: { boolean: String } });
}

/** Yields a header and `count` rows of CSV. */
export function* rows(count, { lineOf = rowOf } = {}) {
  const { owner, notes, ...rest } = legacyRecord(0);
  yield `${Object.keys({ ...rest, notes, owner })}\n`;
  yield* lines(count, { lineOf });
}

/** Yields `count` lines. */
export function* lines(count, { lineOf = textOf } = {}) {
  for (let id = 0; id < count; id++) {
    yield lineOf(legacyRecord(id));
    yield '\n';
  }
}

/** SQL of the columns of a view on the table of `createLegacyTable`. */
export function viewColumns({ field, sql } = {}) {
  const values = {
    ...{ id: 'id', vin: 'vin', notes: 'notes', mileage: 'mileage', price: 'price::float8' },
    ...{ owner: `json_build_object('name', owner, 'city', city)`, insured: 'insured' },
    ...{ registered_on: 'registered_on', sold_at: 'sold_at' },
    ...(field && { [field]: sql }),
  };
  return Object.entries(values)
    .map(([name, value]) => `${value} AS ${name}`)
    .join(', ');
}
