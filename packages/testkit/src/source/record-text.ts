import { type SourceRecord, stringifyExact, Unreadable } from '@rowferry/core';

/** The text by which records are compared: the JSON, and which values JSON turns into null. */
export function textOf(record: SourceRecord | Unreadable): string {
  if (record instanceof Unreadable) return `unreadable, ${record.rejected.code}`;
  const json = stringifyExact(record) ?? 'no JSON';
  return [json, ...lostInJson(record, '')].join(', ');
}

function lostInJson(value: unknown, path: string): string[] {
  const isLost = value instanceof Date ? Number.isNaN(value.getTime()) : isInfinite(value);
  if (isLost) return [`${path} is ${value}`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) =>
    lostInJson(field, path === '' ? key : `${path}.${key}`),
  );
}

function isInfinite(value: unknown): boolean {
  return typeof value === 'number' && !Number.isFinite(value);
}
