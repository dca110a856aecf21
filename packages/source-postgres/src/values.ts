import { stringifyExact } from '@rowferry/core';
import type { Cells, Field } from './rows.ts';

/** OIDs of the types whose text needs a conversion for a cell. */
const OID = {
  bool: 16,
  int8: 20,
  int2: 21,
  int4: 23,
  oid: 26,
  float4: 700,
  float8: 701,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  interval: 1186,
  numeric: 1700,
} as const;

/** Any integer of fewer digits is safe in a double. */
const SAFE_DIGITS = 15;

type Convert = (text: string) => unknown;

/** Converts the text of the cells of a row. */
export interface Converter {
  record(cells: Cells): Record<string, unknown>;
  /** The JSON of a record with numbers that JSON does not have. They are written as PostgreSQL's text. */
  json(record: Readonly<Record<string, unknown>>, cells: Cells): string | undefined;
}

/** Appends `zone` to each `timestamp` without time zone. */
export function converter(fields: readonly Field[], zone: '' | 'Z'): Converter {
  const names = fields.map(({ name }) => name);
  const converts = fields.map(({ dataTypeID }) => convertFor(dataTypeID, zone));
  // Records are spread from this, so that a column named `__proto__` becomes a field.
  const template = Object.fromEntries(names.map((name): [string, unknown] => [name, null]));
  return {
    record(cells) {
      const record: Record<string, unknown> = { ...template };
      for (let index = 0; index < names.length; index++) {
        const text = cells[index];
        if (typeof text !== 'string') continue;
        const convert = converts[index];
        record[names[index] as string] = convert === undefined ? text : convert(text);
      }
      return record;
    },
    json(record, cells) {
      const isLost = (name: string) => isNotFinite(record[name]);
      if (!names.some(isLost)) return undefined;
      const entries = names.map((name, index): [string, unknown] => [
        name,
        isLost(name) ? cells[index] : record[name],
      ]);
      return stringifyExact(Object.fromEntries(entries));
    },
  };
}

function isNotFinite(value: unknown): boolean {
  return typeof value === 'number' && !Number.isFinite(value);
}

function convertFor(type: number, zone: string): Convert | undefined {
  switch (type) {
    case OID.bool:
      return (text) => text === 't';
    case OID.int2:
    case OID.int4:
    case OID.oid:
      return Number;
    case OID.int8:
      return integer;
    case OID.float4:
    case OID.float8:
      return float;
    case OID.numeric:
      return (text) => (text === 'NaN' ? Number.NaN : finite(text));
    case OID.date:
    case OID.interval:
      return finite;
    case OID.timestamp:
      return (text) => instant(text, zone);
    case OID.timestamptz:
      return (text) => instant(text, 'Z');
    default:
      return undefined;
  }
}

function integer(text: string): number | bigint {
  const value = Number(text);
  return text.length <= SAFE_DIGITS || Number.isSafeInteger(value) ? value : BigInt(text);
}

/** A number if JavaScript writes it with the same digits, otherwise the text. */
function float(text: string): number | string {
  const value = Number(text);
  if (!Number.isFinite(value)) return value;
  return String(value) === text && !text.includes('e') ? value : text;
}

/** The text; for an infinity the number: it cannot be written to a cell, so core rejects the record. */
function finite(text: string): string | number {
  if (text === 'infinity' || text === 'Infinity') return Number.POSITIVE_INFINITY;
  if (text === '-infinity' || text === '-Infinity') return Number.NEGATIVE_INFINITY;
  return text;
}

/** ISO 8601, to the microsecond. A year before Christ cannot be written in it and keeps PostgreSQL's form. */
function instant(text: string, zone: string): string | number {
  const value = finite(text);
  if (typeof value === 'number' || value.endsWith(' BC')) return value;
  return `${value.replace(' ', 'T').replace(/\+00$/, '')}${zone}`;
}
