import { at } from '../contract/assert.ts';
import { type BytesTaker, bytesTaker } from '../host/bytes-taker.ts';
import type { Disk } from '../host/disk.ts';
import { itemsLost } from '../host/lost-files.ts';
import type { GrowingBytes } from '../values/growing-bytes.ts';
import { type FileWriter, fileWriter } from './file-writer.ts';
import { numberedPlace, type PlacedRecords } from './placed-records.ts';

// The file consists of parts. A part has the records of several rows: its head, then three numbers for each record
// (its position, where its JSON begins, and where it ends), then bytes as they were read, with the JSON in them.
const NUMBER_BYTES = 4;
const HEAD_BYTES = 4 * NUMBER_BYTES;
const NUMBERS = 3;
/** What lies between two records is copied along with them if it is not longer. */
const GAP_BYTES_MAX = 2;

/** What the head of a part says in JSON. */
interface Head {
  /** Positions are counted from here. */
  readonly from: number;
  /** The places, unless they are the positions. */
  readonly at?: readonly string[];
  /** Indexes of the records whose JSON is lossy. */
  readonly lossy?: readonly number[];
}

/** Writes the records of rows. */
export interface RecordsWriter extends Pick<FileWriter, 'sizeBytes' | 'finish' | 'abandon'> {
  /** Adds those of `records` whose indexes are in `indexes`, from number `first` up to `end`. */
  add(
    records: PlacedRecords,
    indexes: readonly number[],
    first?: number,
    end?: number,
  ): Promise<void>;
}

export function recordsWriter(disk: Disk, path: string): RecordsWriter {
  const file = fileWriter(disk, path);
  return {
    get sizeBytes() {
      return file.sizeBytes;
    },
    async add(records, indexes, first = 0, end = indexes.length) {
      if (first === end) return;
      await file.addWith((part) => writePart(part, records, indexes, first, end));
    },
    finish: file.finish,
    abandon: file.abandon,
  };
}

function writePart(
  part: GrowingBytes,
  records: PlacedRecords,
  indexes: readonly number[],
  first: number,
  end: number,
): void {
  const { bytes, starts, ends } = records.json;
  const rows = end - first;
  const from = records.position(at(indexes, first, 'index of a record'));
  const headText = JSON.stringify(headOf(records, indexes.slice(first, end), from));
  const partAt = part.length;
  part.reserve(HEAD_BYTES);
  part.length += HEAD_BYTES;
  part.text(headText);
  const numbersAt = part.length;
  part.reserve(NUMBERS * NUMBER_BYTES * rows);
  part.length += NUMBERS * NUMBER_BYTES * rows;
  const jsonAt = part.length;
  let copied = 0;
  let to = numbersAt;
  // The bytes from `runStart` to `runEnd` are copied next.
  let runStart = 0;
  let runEnd = 0;
  for (let number = first; number < end; number++) {
    const index = at(indexes, number, 'index of a record');
    const start = at(starts, index, 'start of a record');
    if (start < runEnd || start > runEnd + GAP_BYTES_MAX) {
      part.copy(bytes, runStart, runEnd);
      copied = part.length - jsonAt;
      runStart = start;
    }
    runEnd = at(ends, index, 'end of a record');
    part.bytes.writeUInt32LE(records.position(index) - from, to);
    part.bytes.writeUInt32LE(copied + start - runStart, to + NUMBER_BYTES);
    part.bytes.writeUInt32LE(copied + runEnd - runStart, to + 2 * NUMBER_BYTES);
    to += NUMBERS * NUMBER_BYTES;
  }
  part.copy(bytes, runStart, runEnd);
  part.bytes.writeUInt32LE(numbersAt - partAt - HEAD_BYTES, partAt);
  part.bytes.writeUInt32LE(rows, partAt + NUMBER_BYTES);
  part.bytes.writeDoubleLE(part.length - jsonAt, partAt + 2 * NUMBER_BYTES);
}

function headOf(records: PlacedRecords, indexes: readonly number[], from: number): Head {
  const lossy: number[] = [];
  for (let number = 0; number < indexes.length; number++) {
    if (records.isLossy(at(indexes, number, 'index of a record'))) lossy.push(number);
  }
  return {
    from,
    ...(records.hasPlaces && { at: indexes.map((index) => records.at(index)) }),
    ...(lossy.length > 0 && { lossy }),
  };
}

/** Reads the records of a chunk's rows. Throws `FILE_LOST` after the last one if their number is not `rows`. */
export async function* readRecords(
  disk: Disk,
  path: string,
  rows: number,
): AsyncGenerator<PlacedRecords> {
  const taker = bytesTaker(disk.readBlocks(path));
  let has = 0;
  try {
    for (let part = await readPart(taker); part !== undefined; part = await readPart(taker)) {
      has += part.count;
      yield part;
    }
  } finally {
    await taker.close();
  }
  if (has !== rows) throw itemsLost(path, has, rows, 'records');
}

async function readPart(taker: BytesTaker): Promise<PlacedRecords | undefined> {
  const sizes = await taker.take(HEAD_BYTES);
  if (sizes === undefined) return undefined;
  const count = sizes.readUInt32LE(NUMBER_BYTES);
  const headText = await taker.take(sizes.readUInt32LE(0));
  const numbers = await taker.take(NUMBERS * NUMBER_BYTES * count);
  const bytes = await taker.take(sizes.readDoubleLE(2 * NUMBER_BYTES));
  if (headText === undefined || numbers === undefined || bytes === undefined) return undefined;
  const { from, at: places, lossy } = JSON.parse(headText.toString()) as Head;
  const column = (which: number) =>
    Array.from({ length: count }, (_, index) =>
      numbers.readUInt32LE((NUMBERS * index + which) * NUMBER_BYTES),
    );
  const positions = column(0);
  const position = (index: number) => from + at(positions, index, 'position of a record');
  const isLossy = new Set(lossy);
  return {
    count,
    json: { bytes, starts: column(1), ends: column(2) },
    position,
    hasPlaces: places !== undefined,
    at: (index) => places?.[index] ?? numberedPlace(position(index)),
    isLossy: (index) => isLossy.has(index),
  };
}
