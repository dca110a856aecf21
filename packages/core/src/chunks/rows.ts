import type { Refusal } from '../contract/verdict.ts';
import type { Disk } from '../host/disk.ts';
import { linesOf } from '../host/lines.ts';
import { linesLost } from '../host/lost-files.ts';
import type { Chunk } from './chunk.ts';
import type { CsvRows } from './csv.ts';
import { type FileWriter, fileWriter } from './file-writer.ts';
import type { ChunkStore } from './store.ts';

/** What is known of a row that was in doubt before. */
export interface RowHistory {
  /** Its number in the file of each of the chunk's prior jobs. */
  readonly rows: readonly number[];
  /** Why the last prior job refused it; absent if that is not known. */
  readonly errors?: readonly Refusal[];
}

/** The record of a row as it was read, and what happened to the row before. */
export interface RowRecord {
  /** See `RecordPrefix`. */
  readonly prefix: string;
  readonly history?: RowHistory;
}

/** The records of the rows of a chunk, in order, several at a time. */
export async function* rowRecords(
  store: ChunkStore,
  chunk: Chunk,
): AsyncGenerator<readonly RowRecord[]> {
  const { disk } = store;
  const { records, history } = store.paths(chunk.number);
  const prefixes = allLines(disk, records, chunk.rows);
  if (chunk.priorJobs === undefined) {
    for await (const lines of prefixes) yield lines.map((prefix) => ({ prefix }));
    return;
  }
  for await (const pairs of zipped(prefixes, allLines(disk, history, chunk.rows))) {
    yield pairs.map(([prefix, line]) => ({ prefix, history: JSON.parse(line) as RowHistory }));
  }
}

/** The lines of a file. Throws `FILE_LOST` after the last one if their number is not `count`. */
export async function* allLines(disk: Disk, path: string, count: number): AsyncGenerator<string[]> {
  let has = 0;
  for await (const lines of linesOf(disk.readBlocks(path))) {
    has += lines.length;
    yield lines;
  }
  if (has !== count) throw linesLost(path, has, count);
}

/** Pairs the lines of two files that have the same number of lines. */
export async function* zipped(
  first: AsyncGenerator<string[]>,
  second: AsyncGenerator<string[]>,
): AsyncGenerator<[string, string][]> {
  let others: string[] = [];
  for await (const lines of first) {
    while (others.length < lines.length) {
      const { value, done } = await second.next();
      if (done) throw new Error('the second file has fewer lines than the first');
      others = others.concat(value);
    }
    yield lines.map((line, index) => [line, others[index] as string]);
    others = others.slice(lines.length);
  }
  await second.return(undefined);
}

/** Writes some rows of a chunk as a new chunk. */
export interface RowsWriter {
  readonly rows: number;
  add(row: number, record: RowRecord): Promise<void>;
  /** Makes the files durable. Their names become durable when the folder is synced. */
  finish(): Promise<Chunk>;
  abandon(): Promise<void>;
}

/** A writer of rows of `csv`. With `priorJobs`, it also writes the history of each row. */
export function rowsWriter(
  store: ChunkStore,
  csv: CsvRows,
  priorJobs: Chunk['priorJobs'],
): RowsWriter {
  const { disk } = store;
  const number = store.nextNumber();
  const paths = store.paths(number);
  const file = fileWriter(disk, paths.csv);
  const records = fileWriter(disk, paths.records);
  const history = fileWriter(disk, paths.history);
  const files: readonly FileWriter[] = [file, records, history];
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    async add(row, record) {
      if (rows === 0) await file.add(csv.headerText);
      rows++;
      await file.add(csv.text(row));
      await records.add(`${record.prefix}\n`);
      if (priorJobs !== undefined) await history.add(`${JSON.stringify(record.history)}\n`);
    },
    async finish() {
      for (const one of files) await one.finish();
      return { number, rows, bytes: file.sizeBytes, ...(priorJobs && { priorJobs }) };
    },
    async abandon() {
      for (const one of files) await one.abandon();
    },
  };
}
