import { assert } from '../contract/assert.ts';
import type { Chunk } from './chunk.ts';
import { allLines } from './chunk-lines.ts';
import { type CsvRows, csvRows } from './csv-rows.ts';
import type { PlacedRecord, PlacedRecords } from './placed-records.ts';
import { readRecords } from './records-file.ts';
import type { RowRefusal } from './row-refusal.ts';
import type { ChunkStore } from './store.ts';
import { zipped } from './zipped.ts';

/** What is known of a row that was in doubt before. */
export interface RowHistory {
  /** Its number in the file of each of the chunk's prior jobs. */
  readonly rowNumbers: readonly number[];
  /** Why the last prior job refused it; absent if that is not known. */
  readonly errors?: readonly RowRefusal[];
}

/** The record of a row as it was read, and what happened to the row before. */
export interface RowRecord extends PlacedRecord {
  readonly history?: RowHistory;
}

/** The rows of a chunk as they are in its file, which has exactly those that the journal counts. */
export async function chunkRows({ disk, paths }: ChunkStore, chunk: Chunk): Promise<CsvRows> {
  const rows = csvRows(await disk.readFile(paths(chunk.number).csv));
  assert(rows.count === chunk.rows, `chunk ${chunk.number} has ${rows.count} rows`);
  return rows;
}

/** The records of the rows of a chunk, in order, several at a time. */
export async function* rowRecords(
  store: ChunkStore,
  chunk: Chunk,
): AsyncGenerator<readonly RowRecord[]> {
  const { disk } = store;
  const { records, history } = store.paths(chunk.number);
  const parts = recordsOf(readRecords(disk, records, chunk.rows));
  if (chunk.priorJobs === undefined) yield* parts;
  else {
    for await (const pairs of zipped(parts, allLines(disk, history, chunk.rows))) {
      yield pairs.map(([record, line]) => ({ ...record, history: JSON.parse(line) as RowHistory }));
    }
  }
}

async function* recordsOf(parts: AsyncGenerator<PlacedRecords>): AsyncGenerator<RowRecord[]> {
  for await (const records of parts) {
    yield Array.from({ length: records.count }, (_, index) => ({ records, index }));
  }
}
