import { recreateFile } from '../chunks/file-writer.ts';
import type { Refusal } from '../contract/verdict.ts';
import type { Disk, DiskFile } from '../host/disk.ts';

const HEADER_BYTES = 12;
const WRITE_BYTES = 1024 * 1024;
/** A row's errors may be far apart in the file, so many small blocks are cached: 4 MB in total. */
const BLOCK_BYTES = 16 * 1024;
const BLOCKS_MAX = 256;

/**
 * The proven errors of a job by row, on disk. Each error points to the previous one of the same row, so
 * memory grows with the rows of a chunk and not with its errors.
 */
export interface RowErrors {
  has(row: number): boolean;
  /** How many rows have an error. */
  readonly rowCount: number;
  add(row: number, refusal: Refusal): Promise<void> | undefined;
  /** The errors of a row, in the order in which they were added. */
  of(row: number): Promise<Refusal[]>;
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
    has: (row) => (offsets[row] as number) >= 0,
    add(row, refusal) {
      const text = Buffer.from(JSON.stringify(refusal));
      const header = Buffer.alloc(HEADER_BYTES);
      header.writeDoubleLE(offsets[row] as number, 0);
      header.writeUInt32LE(lengths[row] as number, 8);
      if (offsets[row] === -1) rowCount++;
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
      const found: Refusal[] = [];
      let offset = offsets[row] as number;
      let length = lengths[row] as number;
      while (offset >= 0) {
        const entry = await read.bytes(offset, length);
        found.push(JSON.parse(entry.toString('utf8', HEADER_BYTES)) as Refusal);
        offset = entry.readDoubleLE(0);
        length = entry.readUInt32LE(8);
      }
      return found.reverse();
    },
    close: () => file.close(),
  };
}

/** Reads a file at any offset, and caches the blocks that were used last. */
function blockReader(file: DiskFile) {
  const blocks = new Map<number, Uint8Array>();
  const block = async (number: number): Promise<Uint8Array> => {
    const known = blocks.get(number);
    const bytes = known ?? (await file.read(number * BLOCK_BYTES, BLOCK_BYTES));
    if (known !== undefined) blocks.delete(number);
    else if (blocks.size === BLOCKS_MAX) blocks.delete(blocks.keys().next().value as number);
    blocks.set(number, bytes);
    return bytes;
  };
  return {
    async bytes(offset: number, length: number): Promise<Buffer> {
      const first = Math.floor(offset / BLOCK_BYTES);
      const parts: Uint8Array[] = [];
      for (let at = first; at * BLOCK_BYTES < offset + length; at++) parts.push(await block(at));
      const whole = parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
      const from = whole.byteOffset + offset - first * BLOCK_BYTES;
      return Buffer.from(whole.buffer, from, length);
    },
    /** Must be called after the file has grown, since its last block has changed. */
    forget: () => blocks.clear(),
  };
}
