import { ExactNumber, type SourceRecord } from '@rowferry/core';

/** Whether a value that core parsed is an object. */
export function isRecord(value: unknown): value is SourceRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ExactNumber)
  );
}

/** What a value that core parsed is: `an array`, `a number`. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && !(value instanceof ExactNumber)) return 'an object';
  if (typeof value === 'string' || typeof value === 'boolean') return `a ${typeof value}`;
  return 'a number';
}
