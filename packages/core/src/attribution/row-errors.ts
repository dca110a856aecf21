import { recreateFile } from '../chunks/file-writer.ts';
import type { RowRefusal } from '../chunks/row-refusal.ts';
import { at } from '../contract/assert.ts';
import type { Disk } from '../host/disk.ts';
import { blockReader } from './block-reader.ts';

const HEADER_BYTES = 12;
const WRITE_BYTES = 1024 * 1024;

/**
 * The proven errors of a job by row, on disk. Each error points to the previous one of the same row, so
 * memory grows with the rows of a chunk and not with its errors.
 */
export interface RowErrors {
  has(row: number): boolean;
  /** How many rows have an error. */
  readonly rowCount: number;
  add(row: number, refusal: RowRefusal): Promise<void> | undefined;
  /** The errors of a row, in the order in which they were added. */
  of(row: number): Promise<RowRefusal[]>;
  close(): Promise<void>;
}

export async function rowErrors(disk: Disk, path: string, rows: number): Promise<RowErrors> {
  const file = await recreateFile(disk, path);
  const offsets = new Float64Array(rows).fill(-1);
  const lengths = new Uint32Array(rows);
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let rowCount = 0;

  const flush = async () => {
    const bytes = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    await file.append(bytes);
  };
  const read = blockReader(file);
  return {
    get rowCount() {
      return rowCount;
    },
    has: (row) => at(offsets, row, 'row') >= 0,
    add(row, refusal) {
      const previous = at(offsets, row, 'row');
      const text = Buffer.from(JSON.stringify(refusal));
      const header = Buffer.alloc(HEADER_BYTES);
      header.writeDoubleLE(previous, 0);
      header.writeUInt32LE(at(lengths, row, 'row'), 8);
      if (previous === -1) rowCount++;
      offsets[row] = file.sizeBytes + waitingBytes;
      lengths[row] = HEADER_BYTES + text.length;
      waiting.push(header, text);
      waitingBytes += HEADER_BYTES + text.length;
      return waitingBytes < WRITE_BYTES ? undefined : flush();
    },
    async of(row) {
      if (waitingBytes > 0) {
        await flush();
        read.forget();
      }
      const found: RowRefusal[] = [];
      let offset = at(offsets, row, 'row');
      let length = at(lengths, row, 'row');
      while (offset >= 0) {
        const entry = await read.bytes(offset, length);
        found.push(JSON.parse(entry.toString('utf8', HEADER_BYTES)) as RowRefusal);
        offset = entry.readDoubleLE(0);
        length = entry.readUInt32LE(8);
      }
      return found.reverse();
    },
    close: () => file.close(),
  };
}
