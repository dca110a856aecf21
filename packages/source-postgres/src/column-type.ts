import { ExactNumber, parseExact } from '@rowferry/core';
import { cell } from '@rowferry/core/internal';

/** OIDs of the types whose text needs a conversion for a cell. */
const OID = {
  bool: 16,
  json: 114,
  int8: 20,
  int2: 21,
  int4: 23,
  oid: 26,
  float4: 700,
  float8: 701,
  float4s: 1021,
  float8s: 1022,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  interval: 1186,
  numeric: 1700,
  jsonb: 3802,
} as const;

/** Any integer of fewer digits is safe in a double. */
const SAFE_DIGITS = 15;

/** Whether the text of a type is JSON. */
export function isJson(type: number): boolean {
  return type === OID.json || type === OID.jsonb;
}

type Convert = (text: string) => unknown;

/** The conversion for cells of a type; `undefined` if the text stays as it is. */
export function convertFor(type: number, zone: string): Convert | undefined {
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
    case OID.float4s:
    case OID.float8s:
      return floats;
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

/** Its sign would be lost in the cell of a number. */
const MINUS_ZERO = new ExactNumber('-0');

/** Whether a value that was read from JSON again would be another one. */
export function isLostInJson(value: unknown): boolean {
  return value === MINUS_ZERO || (typeof value === 'number' && !Number.isFinite(value));
}

/** A number if JavaScript writes it with the same digits. Otherwise all digits, which PostgreSQL writes as JSON does. */
function float(text: string): unknown {
  const value = Number(text);
  if (String(value) === text || !Number.isFinite(value)) return value;
  return text === '-0' ? MINUS_ZERO : parseExact(text);
}

/** The text of an array of floats, whose elements are never quoted. */
function floats(text: string): string {
  return text.replace(/-?\d+(?:\.\d+)?e[+-]\d+/g, (digits) => {
    const plain = cell(new ExactNumber(digits));
    return typeof plain === 'string' ? plain : digits;
  });
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
