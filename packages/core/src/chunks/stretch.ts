import { createHash, type Hash } from 'node:crypto';
import type { Disk } from '../disk.ts';
import { type Chunk, chunkPaths, type FileWriter, fileWriter } from './chunk.ts';
import type { CsvWriter } from './csv.ts';
import { type EncodedBatch, type EncodedRow, type LocalVerdict, rejection } from './encode.ts';

/** How large a chunk may grow. A refusal for size lowers it for the chunks to come. */
export interface ChunkLimits {
  maxRows: number;
  /** Bytes of the CSV file, header included. */
  maxBytes: number;
  /** Bytes that a file of a single row may have: a limit that was lowered refuses no row by itself. */
  readonly oneRowBytesMax: number;
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
  /** Of all records before `to`, as they were read: proves a re-read where there is no checkpoint. */
  readonly digest?: string;
  readonly fraction?: number;
}

/** What of a batch has not been taken yet. */
export interface Rest {
  readonly batch: EncodedBatch;
  row: number;
  rejected: number;
  skipped: number;
}

/** Records that became no row, after which a stretch ends all the same. */
const ROWLESS_MAX = 500_000;
/** Bytes of records behind one chunk: disk stays bounded where records are much larger than rows. */
const RECORD_BYTES_MAX = 128 * 1024 * 1024;

/** A stretch of the source while it grows. */
export class Stretch {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #number: number;
  readonly #csv: CsvWriter;
  readonly #limits: ChunkLimits;
  readonly #header: string;
  readonly #headerBytes: number;
  readonly #files: {
    csv: FileWriter;
    records: FileWriter;
    rejected: FileWriter;
    skipped: FileWriter;
  };
  readonly #digest: Hash;
  readonly #from: number;
  #to: number;
  #rows = 0;
  #rejected = 0;
  #skipped = 0;
  #checkpoint: Cut['checkpoint'];
  #fraction: number | undefined;
  /** Set when a row of the batch at hand did not fit. */
  #overflows = false;

  constructor(
    disk: Disk,
    folder: string,
    number: number,
    header: readonly string[],
    csv: CsvWriter,
    limits: ChunkLimits,
    after?: Stretch,
  ) {
    const paths = chunkPaths(folder, number);
    this.#disk = disk;
    this.#folder = folder;
    this.#number = number;
    this.#csv = csv;
    this.#limits = limits;
    this.#header = csv([header]);
    this.#headerBytes = Buffer.byteLength(this.#header);
    this.#files = {
      csv: fileWriter(disk, paths.csv),
      records: fileWriter(disk, paths.records),
      rejected: fileWriter(disk, paths.rejected),
      skipped: fileWriter(disk, paths.skipped),
    };
    this.#digest = after === undefined ? createHash('sha256') : after.#digest;
    this.#from = after === undefined ? 0 : after.#to;
    this.#to = this.#from;
    if (after === undefined) return;
    this.#checkpoint = after.#checkpoint;
    this.#fraction = after.#fraction;
  }

  get isEmpty(): boolean {
    return this.#to === this.#from;
  }

  get isFull(): boolean {
    return (
      this.#overflows ||
      this.#rows >= this.#limits.maxRows ||
      this.#files.records.sizeBytes >= RECORD_BYTES_MAX ||
      this.#rejected + this.#skipped >= ROWLESS_MAX
    );
  }

  /** Takes of a batch what fits: rows, and the local verdicts that lie before the next row. */
  async take(rest: Rest): Promise<void> {
    const { batch } = rest;
    const first = rest.row;
    const tooLarge: LocalVerdict[] = [];
    if (!(await this.#takeAll(rest))) await this.#takeSome(rest, tooLarge);
    const next = batch.rows[rest.row];
    this.#to = next?.position ?? batch.to;
    const rejected = before(this.#to, batch.rejected, rest.rejected);
    const skipped = before(this.#to, batch.skipped, rest.skipped);
    rest.rejected += rejected.length;
    rest.skipped += skipped.length;
    const refused = [...rejected, ...tooLarge].sort(byPosition);
    if (this.#checkpoint === undefined) {
      const rows = batch.rows
        .slice(first, rest.row)
        .filter((row) => !tooLarge.some((large) => large.position === row.position));
      for (const { opening } of [...rows, ...refused, ...skipped].sort(byPosition)) {
        this.#digest.update(opening).update('\n');
      }
    }
    await this.#files.rejected.add(refused.map(line).join(''));
    await this.#files.skipped.add(skipped.map(line).join(''));
    this.#rejected += refused.length;
    this.#skipped += skipped.length;
    if (next !== undefined) return;
    if (batch.checkpoint !== undefined) {
      this.#checkpoint = { value: batch.checkpoint, position: batch.to };
    }
    this.#fraction = batch.fraction;
  }

  /** The way nearly every batch goes: all its rows in one call. */
  async #takeAll(rest: Rest): Promise<boolean> {
    const rows = rest.row === 0 ? rest.batch.rows : rest.batch.rows.slice(rest.row);
    if (rows.length === 0) return true;
    if (this.#rows + rows.length > this.#limits.maxRows) return false;
    const text = this.#csv(rows.map((row) => row.cells));
    if (Buffer.byteLength(text) > this.#roomBytes) return false;
    await this.#add(text, rows);
    rest.row += rows.length;
    return true;
  }

  async #takeSome(rest: Rest, tooLarge: LocalVerdict[]): Promise<void> {
    const { rows } = rest.batch;
    for (; rest.row < rows.length; rest.row++) {
      const row = rows[rest.row] as EncodedRow;
      const text = this.#csv([row.cells]);
      const bytes = Buffer.byteLength(text);
      const { maxRows, oneRowBytesMax } = this.#limits;
      if (this.#headerBytes + bytes > oneRowBytesMax) {
        tooLarge.push(rejectTooLarge(row, bytes, oneRowBytesMax));
      } else if (this.#rows > 0 && (bytes > this.#roomBytes || this.#rows >= maxRows)) {
        this.#overflows = true;
        return;
      } else await this.#add(text, [row]);
    }
  }

  get #roomBytes(): number {
    const used = this.#rows === 0 ? this.#headerBytes : this.#files.csv.sizeBytes;
    return this.#limits.maxBytes - used;
  }

  async #add(text: string, rows: readonly EncodedRow[]): Promise<void> {
    if (this.#rows === 0) await this.#files.csv.add(this.#header);
    this.#rows += rows.length;
    const lines = `${rows.map((row) => row.opening).join('\n')}\n`;
    await this.#files.csv.add(text);
    await this.#files.records.add(lines);
  }

  /** Makes the files durable; the cut itself is committed by the journal. */
  async finish(): Promise<Cut> {
    for (const file of Object.values(this.#files)) await file.finish();
    await this.#disk.syncFolder(this.#folder);
    return {
      number: this.#number,
      from: this.#from,
      to: this.#to,
      rows: this.#rows,
      bytes: this.#rows === 0 ? 0 : this.#files.csv.sizeBytes,
      rejected: this.#rejected,
      skipped: this.#skipped,
      ...(this.#checkpoint === undefined
        ? { digest: this.#digest.copy().digest('hex') }
        : { checkpoint: this.#checkpoint }),
      ...(this.#fraction === undefined ? {} : { fraction: this.#fraction }),
    };
  }

  async abandon(): Promise<void> {
    for (const file of Object.values(this.#files)) await file.abandon();
  }
}

function before(to: number, verdicts: readonly LocalVerdict[], first: number): LocalVerdict[] {
  let end = first;
  while (end < verdicts.length && (verdicts[end] as LocalVerdict).position < to) end++;
  return verdicts.slice(first, end);
}

function byPosition(a: { position: number }, b: { position: number }): number {
  return a.position - b.position;
}

function line({ opening, closing }: LocalVerdict): string {
  return opening + closing;
}

function rejectTooLarge(row: EncodedRow, bytes: number, maxBytes: number): LocalVerdict {
  return rejection(row.position, row.opening, 'validation', {
    code: 'ROW_TOO_LARGE',
    message: `the row has ${bytes} bytes; with its header a file may have ${maxBytes}`,
  });
}
