import type { Refusal } from '../contract/verdict.ts';
import type { Disk } from '../host/disk.ts';
import { linesOf } from '../host/lines.ts';
import { linesLost } from '../host/lost-files.ts';
import type { Chunk } from './chunk.ts';
import type { CsvRows } from './csv.ts';
import { type FileWriter, fileWriter } from './file-writer.ts';
import type { ChunkStore } from './store.ts';

/** What is known of a row that was in doubt before. */
export interface CarriedRow {
  /** Its number in the file of each of the chunk's priorJobs. */
  readonly rows: readonly number[];
  /** Why the last prior job refused it; absent where nobody knows whether it did. */
  readonly errors?: readonly Refusal[];
}

/** What stands behind a row: the record as it was read, and what happened to the row before. */
export interface RowBehind {
  /** An open JSON object; see `EncodedRow`. */
  readonly prefix: string;
  readonly carried?: CarriedRow;
}

/** What stands behind the rows of a chunk, in order, some rows at a time. */
export async function* rowsBehind(
  store: ChunkStore,
  chunk: Chunk,
): AsyncGenerator<readonly RowBehind[]> {
  const { disk } = store;
  const { records, carried } = store.paths(chunk.number);
  const prefixes = allLines(disk, records, chunk.rows);
  if (chunk.priorJobs === undefined) {
    for await (const lines of prefixes) yield lines.map((prefix) => ({ prefix }));
    return;
  }
  for await (const pairs of zipped(prefixes, allLines(disk, carried, chunk.rows))) {
    yield pairs.map(([prefix, line]) => ({ prefix, carried: JSON.parse(line) as CarriedRow }));
  }
}

/** The lines of a file, or `FILE_LOST` behind the last one where there are not `count`. */
export async function* allLines(disk: Disk, path: string, count: number): AsyncGenerator<string[]> {
  let has = 0;
  for await (const lines of linesOf(disk.readBlocks(path))) {
    has += lines.length;
    yield lines;
  }
  if (has !== count) throw linesLost(path, has, count);
}

/** The lines of two files that have as many, side by side. */
export async function* zipped(
  first: AsyncGenerator<string[]>,
  second: AsyncGenerator<string[]>,
): AsyncGenerator<[string, string][]> {
  let others: string[] = [];
  for await (const lines of first) {
    while (others.length < lines.length) {
      const { value, done } = await second.next();
      if (done) throw new Error('a file has fewer lines than the one beside it');
      others = others.concat(value);
    }
    yield lines.map((line, index) => [line, others[index] as string]);
    others = others.slice(lines.length);
  }
  await second.return(undefined);
}

/** Writes some rows of a chunk as a chunk of their own. */
export interface RowsWriter {
  readonly rows: number;
  add(row: number, behind: RowBehind): Promise<void>;
  /** Makes the files durable; their names are, once the folder is synced. */
  finish(): Promise<Chunk>;
  abandon(): Promise<void>;
}

/** A writer of rows of `csv`. With `priorJobs`, what is known of each row is kept beside it. */
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
  const carried = fileWriter(disk, paths.carried);
  const files: readonly FileWriter[] = [file, records, carried];
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    async add(row, behind) {
      if (rows === 0) await file.add(csv.headerText);
      rows++;
      await file.add(csv.text(row));
      await records.add(`${behind.prefix}\n`);
      if (priorJobs !== undefined) await carried.add(`${JSON.stringify(behind.carried)}\n`);
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
