import { join } from 'node:path';
import type { Disk, DiskFile } from '../host/disk.ts';
import type { Carrier } from './prior-job.ts';

/** A CSV file on disk and the records behind its rows; row `i` stands behind line `i` of `records`. */
export interface Chunk {
  readonly number: number;
  readonly rows: number;
  /** Bytes of the CSV file, header included. */
  readonly bytes: number;
  /** Jobs that carried these rows before, the oldest first: their outcome was in doubt. */
  readonly carriers?: readonly Carrier[];
}

/** A stretch of the source whose files are durable; its rows, if any, wait for a job. */
export interface Cut extends Chunk {
  /** The first position of the stretch. */
  readonly from: number;
  /** One behind the last position. */
  readonly to: number;
  readonly rejected: number;
  readonly skipped: number;
  /** Where reading may restart, and the position of the first record that this gives. */
  readonly checkpoint?: { readonly value: unknown; readonly position: number };
  /** Of the records from the checkpoint, or from the start, up to `to`: proves a re-read. */
  readonly digest?: string;
  /** Length of the key index with the keys of this stretch. */
  readonly keysBytes?: number;
  readonly fraction?: number;
}

/** The files of one chunk: what was cut from the source under its number. */
export interface ChunkPaths {
  readonly csv: string;
  /** One open JSON object a line: position, place and the record as it was read. */
  readonly records: string;
  /** Lines for `rejected.jsonl`, of records that were refused before they became rows. */
  readonly rejected: string;
  readonly skipped: string;
  /** The error list of the chunk's job, while it is being merged. */
  readonly errors: string;
  /** The same errors, by row. */
  readonly attributed: string;
  /** What is known of each row that was in doubt before; see `CarriedRow`. */
  readonly carried: string;
  /** What became of each row in doubt; see `Resolution`. */
  readonly resolved: string;
}

export function chunkPaths(folder: string, number: number): ChunkPaths {
  const path = (ending: string) => join(folder, `${String(number).padStart(6, '0')}.${ending}`);
  return {
    csv: path('csv'),
    records: path('records.jsonl'),
    rejected: path('rejected.jsonl'),
    skipped: path('skipped.jsonl'),
    errors: path('errors.jsonl'),
    attributed: path('attributed.jsonl'),
    carried: path('carried.jsonl'),
    resolved: path('resolved.jsonl'),
  };
}

const WRITE_BYTES = 256 * 1024;

/** A file that is written once, from its start to its end, in large blocks. */
export interface FileWriter {
  readonly sizeBytes: number;
  add(text: string): Promise<void> | undefined;
  /** Writes what is left, makes it durable and closes. */
  finish(): Promise<void>;
  /** Closes what cannot be finished. */
  abandon(): Promise<void>;
}

/** A writer that creates its file with the first bytes; what an earlier try left there is replaced. */
export function fileWriter(disk: Disk, path: string): FileWriter {
  let sizeBytes = 0;
  let waiting: string[] = [];
  let waitingBytes = 0;
  let file: DiskFile | undefined;
  const flush = async () => {
    file ??= await createAnew(disk, path);
    // Text becomes bytes once, in one piece: small buffers fragment the memory that is not V8's.
    const block = Buffer.from(waiting.join(''));
    waiting = [];
    waitingBytes = 0;
    await file.append(block);
  };
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    add(text) {
      const bytes = Buffer.byteLength(text);
      sizeBytes += bytes;
      waitingBytes += bytes;
      waiting.push(text);
      return waitingBytes < WRITE_BYTES ? undefined : flush();
    },
    async finish() {
      if (sizeBytes === 0) return;
      if (waitingBytes > 0) await flush();
      await file?.sync();
      await file?.close();
      file = undefined;
    },
    async abandon() {
      await file?.close();
      file = undefined;
    },
  };
}

/** Creates a file where an earlier try may have left one. */
export async function createAnew(disk: Disk, path: string): Promise<DiskFile> {
  await disk.removeFile(path);
  const file = await disk.createFile(path);
  if (file === undefined) throw new Error(`${path} appeared while it was created`);
  return file;
}
