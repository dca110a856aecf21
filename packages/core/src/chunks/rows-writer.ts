import { doAll } from '../contract/cleanup.ts';
import type { Chunk } from './chunk.ts';
import type { CsvRows } from './csv-rows.ts';
import { type FileWriter, fileWriter } from './file-writer.ts';
import type { PlacedRecord, PlacedRecords } from './placed-records.ts';
import { type RecordsWriter, recordsWriter } from './records-file.ts';
import type { RowRecord } from './row-records.ts';
import type { ChunkStore } from './store.ts';

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
  const records = recordsWriter(disk, paths.records);
  const history = fileWriter(disk, paths.history);
  const files: readonly Pick<FileWriter, 'finish' | 'abandon'>[] = [file, records, history];
  const waiting = waitingRecords(records);
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    async add(row, record) {
      if (rows === 0) await file.add(csv.headerText);
      rows++;
      await file.add(csv.text(row));
      await waiting.add(record);
      if (priorJobs !== undefined) await history.add(`${JSON.stringify(record.history)}\n`);
    },
    async finish() {
      await waiting.flush();
      for (const one of files) await one.finish();
      return { number, rows, bytes: file.sizeBytes, ...(priorJobs && { priorJobs }) };
    },
    abandon: () => doAll(files.map((one) => one.abandon)),
  };
}

/** Writes records that were read together as one part. */
function waitingRecords(writer: RecordsWriter) {
  let waiting: PlacedRecords | undefined;
  let indexes: number[] = [];
  const flush = async () => {
    const records = waiting;
    waiting = undefined;
    if (records !== undefined) await writer.add(records, indexes);
    indexes = [];
  };
  return {
    flush,
    async add({ records, index }: PlacedRecord) {
      if (waiting !== records) await flush();
      waiting = records;
      indexes.push(index);
    },
  };
}
