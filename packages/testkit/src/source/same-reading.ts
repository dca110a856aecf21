import { fail } from 'node:assert/strict';
import { must } from '../rule.ts';
import type { ReadRecord } from './reading.ts';

/** Fails at the first record that differs from the expected one. */
export function sameRecords(
  actual: readonly string[],
  expected: readonly string[],
  read: string,
): void {
  for (const [index, record] of expected.entries()) {
    if (actual[index] === record) continue;
    const got = index < actual.length ? `yielded ${actual[index]}` : 'had ended';
    fail(`${read}: expected record ${index} to be ${record}; the source ${got}`);
  }
  must(
    actual.length === expected.length,
    `${read}: expected ${expected.length} records; the source yielded ${actual.length}`,
  );
}

/** Compares records, places, raw texts and JSON. */
export function sameReading(
  actual: readonly ReadRecord[],
  expected: readonly ReadRecord[],
  read: string,
): void {
  sameRecords(
    actual.map(({ record }) => record),
    expected.map(({ record }) => record),
    read,
  );
  for (const [index, { at, raw, json }] of expected.entries()) {
    const record = actual[index];
    must(
      record?.at === at,
      `${read}: the place of record ${index} was ${at}; it is now ${record?.at}`,
    );
    // It is content, which no message quotes.
    must(record?.raw === raw, `${read}: the raw text of record ${index} is now another one`);
    must(
      record?.json === json,
      `${read}: the JSON of record ${index} was ${json}; it is now ${record?.json}`,
    );
  }
}
