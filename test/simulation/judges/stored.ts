import { parse } from 'csv-parse/sync';
import type { Ran } from '../run/ran.ts';

/** Where the tenant stored the record of each position, for this run: `job …, row …`. */
export function storedIn(ran: Ran): ReadonlyMap<number, readonly string[]> {
  return ran.seeded.target.operation === 'create' ? createdIn(ran) : updatedIn(ran);
}

export function placeOf(job: string | undefined, row: number | undefined): string {
  return `job ${job}, row ${row}`;
}

const known = new WeakMap<Uint8Array, readonly number[]>();

/** The positions of the rows of a job's file. */
export function carriedBy({ uploads }: Ran, job: string): readonly number[] {
  const file = uploads.get(job);
  if (file === undefined) return [];
  const positions = known.get(file) ?? positionsIn(file);
  known.set(file, positions);
  return positions;
}

function positionsIn(file: Uint8Array): number[] {
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
    for (const [index, position] of taken.entries()) {
      if (!refused.has(index + 2)) add(stored, position, placeOf(id, index + 2));
    }
  }
  return stored;
}

function add(stored: Map<number, string[]>, position: number, place: string): void {
  stored.set(position, [...(stored.get(position) ?? []), place]);
}
