import { parse } from 'csv-parse/sync';
import type { RunResult } from '../run/run-result.ts';

/**
 * Where the tenant stored each record for this run, as `job …, row …`, by its `n`. Of records that are
 * equal in every column it cannot be known which one was stored.
 */
export function storedIn(result: RunResult): ReadonlyMap<number, readonly string[]> {
  return result.seeded.target.operation === 'create' ? createdIn(result) : updatedIn(result);
}

export function placeOf(job: string | undefined, row: number | undefined): string {
  return `job ${job}, row ${row}`;
}

/** Identifies a record: the position of the first record that is equal in every column. */
export function numberOf({ records }: RunResult, position: number): number {
  return Number(records[position]?.['n']);
}

/** The positions of each `n`. */
export function positionsOf({ records }: RunResult): ReadonlyMap<number, readonly number[]> {
  const positions = new Map<number, number[]>();
  for (const [position, { n }] of records.entries()) {
    positions.set(Number(n), [...(positions.get(Number(n)) ?? []), position]);
  }
  return positions;
}

const known = new WeakMap<Uint8Array, readonly number[]>();

/** The `n` of each row of a job's file. */
export function numbersSentTo({ uploads }: RunResult, job: string): readonly number[] {
  const file = uploads.get(job);
  if (file === undefined) return [];
  const numbers = known.get(file) ?? numbersIn(file);
  known.set(file, numbers);
  return numbers;
}

function numbersIn(file: Uint8Array): number[] {
  const [header = [], ...rows]: string[][] = parse(Buffer.from(file));
  const place = header.indexOf('legacyId__c');
  return rows.map((cells) => Number(cells[place]));
}

function createdIn({ tenant }: RunResult): Map<number, string[]> {
  const stored = new Map<number, string[]>();
  for (const { cells, jobId, row } of tenant.records('Vehicle')) {
    // Records that existed before the run have no job.
    if (jobId !== undefined) add(stored, Number(cells['legacyId__c']), placeOf(jobId, row));
  }
  return stored;
}

/** Updated records only show which job wrote last, but jobs show which rows they took. */
function updatedIn(result: RunResult): Map<number, string[]> {
  const stored = new Map<number, string[]>();
  for (const { id, rowsStored, rowsRejected } of result.tenant.jobs()) {
    if (rowsStored === 0) continue;
    const refused = new Set([...result.tenant.rejections(id)].map(({ row }) => row));
    const taken = numbersSentTo(result, id).slice(0, rowsStored + rowsRejected);
    for (const [index, n] of taken.entries()) {
      if (!refused.has(index + 2)) add(stored, n, placeOf(id, index + 2));
    }
  }
  return stored;
}

function add(stored: Map<number, string[]>, n: number, place: string): void {
  stored.set(n, [...(stored.get(n) ?? []), place]);
}
