import { parse } from 'csv-parse/sync';
import type { Ran } from '../run/ran.ts';

/**
 * Where the tenant stored each record for this run, as `job …, row …`; by its `n`, since of records
 * that are the same in every column nothing tells which one was stored.
 */
export function storedIn(ran: Ran): ReadonlyMap<number, readonly string[]> {
  return ran.seeded.target.operation === 'create' ? createdIn(ran) : updatedIn(ran);
}

export function placeOf(job: string | undefined, row: number | undefined): string {
  return `job ${job}, row ${row}`;
}

/** What tells a record from all others: the position of the first that is the same in every column. */
export function numberOf({ records }: Ran, position: number): number {
  return Number(records[position]?.['n']);
}

/** The positions of every `n`. */
export function positionsOf({ records }: Ran): ReadonlyMap<number, readonly number[]> {
  const positions = new Map<number, number[]>();
  for (const [position, { n }] of records.entries()) {
    positions.set(Number(n), [...(positions.get(Number(n)) ?? []), position]);
  }
  return positions;
}

const known = new WeakMap<Uint8Array, readonly number[]>();

/** The `n` of each row of a job's file. */
export function carriedBy({ uploads }: Ran, job: string): readonly number[] {
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

function createdIn({ tenant }: Ran): Map<number, string[]> {
  const stored = new Map<number, string[]>();
  for (const { cells, jobId, row } of tenant.records('Vehicle')) {
    // What stood there before the run was stored by no job.
    if (jobId !== undefined) add(stored, Number(cells['legacyId__c']), placeOf(jobId, row));
  }
  return stored;
}

/** Of an update the records only tell who wrote them last: jobs tell which rows they took. */
function updatedIn(ran: Ran): Map<number, string[]> {
  const stored = new Map<number, string[]>();
  for (const { id, rowsStored, rowsRejected } of ran.tenant.jobs()) {
    if (rowsStored === 0) continue;
    const refused = new Set([...ran.tenant.rejections(id)].map(({ row }) => row));
    const taken = carriedBy(ran, id).slice(0, rowsStored + rowsRejected);
    for (const [index, n] of taken.entries()) {
      if (!refused.has(index + 2)) add(stored, n, placeOf(id, index + 2));
    }
  }
  return stored;
}

function add(stored: Map<number, string[]>, n: number, place: string): void {
  stored.set(n, [...(stored.get(n) ?? []), place]);
}
