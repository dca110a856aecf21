import type { Field } from '../definitions/layout.ts';
import { createNumbers, type Numbers } from './numbers.ts';
import { createPages } from './pages.ts';
import { createRecordIds, type RecordIds } from './record-id.ts';
import { createUniqueIndex } from './unique-index.ts';

type Cells = readonly (string | undefined)[];

/** Which login wrote a record, when, and in which row of which job; job 0 is a synchronous call. */
export interface Origin {
  readonly job: number;
  readonly row: number;
  readonly login: number;
  readonly at: number;
}

/** The records of one object. An ordinal is a record's number in order of creation, and never changes. */
export interface RecordTable extends RecordIds {
  /** Number of existing records. */
  count(): number;
  /** Number of records ever created. */
  size(): number;
  insert(cells: Cells, origin: Origin): number;
  /** `keepPrevious` keeps the previous cells for look-ups with a lag. */
  update(ordinal: number, cells: Cells, origin: Origin, keepPrevious: boolean): void;
  remove(ordinal: number, at: number): void;
  exists(ordinal: number): boolean;
  /** Whether the record existed at the time `at`. */
  existed(ordinal: number, at: number): boolean;
  /** The cells by slot at the time `at`. Default: now. */
  cells(ordinal: number, at?: number): Cells;
  cell(ordinal: number, slot: number, at?: number): string | undefined;
  created(ordinal: number): Origin;
  updated(ordinal: number): Origin;
  /** The record that has this value in a unique field. */
  holderOf(slot: number, text: string): number | undefined;
  /** Indexes the unique fields among `fields`, and no others. */
  indexUnique(fields: readonly Field[]): void;
}

export function createRecordTable(random: () => number): RecordTable {
  const pages = createPages();
  const locations = createNumbers((length) => new Float64Array(length));
  const deletedAt = createNumbers((length) => new Float64Array(length));
  const [createdBy, updatedBy] = [createOrigins(), createOrigins()];
  const previous = new Map<number, { location: number; replacedAt: number }>();
  const unique = createUniqueIndex();
  let size = 0;
  let count = 0;

  function locationOf(ordinal: number, at?: number): number {
    const before = at === undefined ? undefined : previous.get(ordinal);
    if (before === undefined || at === undefined) return locations.get(ordinal);
    return before.replacedAt > at ? before.location : locations.get(ordinal);
  }

  const exists = (ordinal: number) => ordinal < size && deletedAt.get(ordinal) === 0;

  return {
    ...createRecordIds(random),
    count: () => count,
    size: () => size,
    insert(cells, origin) {
      const ordinal = size++;
      count++;
      locations.set(ordinal, pages.add(cells));
      createdBy.set(ordinal, origin);
      updatedBy.set(ordinal, origin);
      unique.add(ordinal, cells);
      return ordinal;
    },
    update(ordinal, cells, origin, keepPrevious) {
      if (keepPrevious) {
        previous.set(ordinal, { location: locations.get(ordinal), replacedAt: origin.at });
      }
      unique.remove(pages.read(locations.get(ordinal)));
      locations.set(ordinal, pages.add(cells));
      updatedBy.set(ordinal, origin);
      unique.add(ordinal, cells);
    },
    remove(ordinal, at) {
      if (!exists(ordinal)) return;
      unique.remove(pages.read(locations.get(ordinal)));
      deletedAt.set(ordinal, at);
      count--;
    },
    exists,
    existed(ordinal, at) {
      if (ordinal >= size || createdBy.get(ordinal).at > at) return false;
      const deleted = deletedAt.get(ordinal);
      return deleted === 0 || deleted > at;
    },
    cells: (ordinal, at) => pages.read(locationOf(ordinal, at)),
    cell: (ordinal, slot, at) => pages.readCell(locationOf(ordinal, at), slot),
    created: (ordinal) => createdBy.get(ordinal),
    updated: (ordinal) => updatedBy.get(ordinal),
    holderOf: unique.holderOf,
    indexUnique: unique.setFields,
  };
}

function createOrigins(): { get(ordinal: number): Origin; set(o: number, origin: Origin): void } {
  const words = (): Numbers => createNumbers((length) => new Uint32Array(length));
  const [jobs, rows] = [words(), words()];
  const logins = createNumbers((length) => new Uint16Array(length));
  const times = createNumbers((length) => new Float64Array(length));
  return {
    get: (ordinal) => ({
      job: jobs.get(ordinal),
      row: rows.get(ordinal),
      login: logins.get(ordinal),
      at: times.get(ordinal),
    }),
    set(ordinal, { job, row, login, at }) {
      jobs.set(ordinal, job);
      rows.set(ordinal, row);
      logins.set(ordinal, login);
      times.set(ordinal, at);
    },
  };
}
