import type { Hash } from 'node:crypto';
import type { Segment } from './chunk.ts';
import type { CsvWriter } from './csv.ts';
import { digestPrefix, newDigest } from './digest.ts';
import { type EncodedBatch, type EncodedRow, type LocalVerdict, rejection } from './encode.ts';
import { type FileWriter, fileWriter } from './file-writer.ts';
import type { KeyIndex } from './key-index.ts';
import type { ChunkStore } from './store.ts';

/** How large a chunk may grow. A refusal for size lowers it for the chunks to come. */
export interface ChunkLimits {
  maxRows: number;
  /** Bytes of the CSV file, header included. */
  maxBytes: number;
  /** Bytes that a file of a single row may have: a limit that was lowered refuses no row by itself. */
  readonly oneRowBytesMax: number;
}

/** Where a segment begins. */
export interface SegmentStart {
  readonly from: number;
  readonly checkpoint?: Segment['checkpoint'];
  readonly fraction?: number | undefined;
  /** Of the records from the checkpoint up to `from`; goes on from there. */
  readonly digest: Hash;
}

/** What all segments of a run share. */
export interface SegmentParts {
  readonly store: ChunkStore;
  readonly header: readonly string[];
  readonly csv: CsvWriter;
  readonly limits: ChunkLimits;
  /** The keys of all rows; absent where nothing will ask for them. */
  readonly keys?: { readonly index: KeyIndex; readonly column: number } | undefined;
}

/** What of a batch has not been taken yet. */
export interface Rest {
  readonly batch: EncodedBatch;
  row: number;
  rejected: number;
  skipped: number;
}

/** Records that became no row, after which a segment ends all the same. */
const ROWLESS_MAX = 500_000;
/** Bytes of records behind one chunk: disk stays bounded where records are much larger than rows. */
const RECORD_BYTES_MAX = 128 * 1024 * 1024;

/** A segment of the source while it grows. */
export class SegmentWriter {
  readonly #parts: SegmentParts;
  readonly #number: number;
  readonly #header: string;
  readonly #headerBytes: number;
  readonly #files: {
    csv: FileWriter;
    records: FileWriter;
    rejected: FileWriter;
    skipped: FileWriter;
  };
  readonly #from: number;
  #digest: Hash;
  #to: number;
  #rows = 0;
  #rejected = 0;
  #skipped = 0;
  #checkpoint: Segment['checkpoint'];
  #fraction: number | undefined;
  /** Set when a row of the batch at hand did not fit. */
  #overflows = false;

  constructor(parts: SegmentParts, start: SegmentStart) {
    const { store, header, csv } = parts;
    const { disk } = store;
    const number = store.nextNumber();
    const paths = store.paths(number);
    this.#parts = parts;
    this.#number = number;
    this.#header = csv([header]);
    this.#headerBytes = Buffer.byteLength(this.#header);
    this.#files = {
      csv: fileWriter(disk, paths.csv),
      records: fileWriter(disk, paths.records),
      rejected: fileWriter(disk, paths.rejected),
      skipped: fileWriter(disk, paths.skipped),
    };
    this.#digest = start.digest;
    this.#from = start.from;
    this.#to = start.from;
    this.#checkpoint = start.checkpoint;
    this.#fraction = start.fraction;
  }

  /** Where the next segment begins. */
  get end(): SegmentStart {
    return {
      from: this.#to,
      checkpoint: this.#checkpoint,
      fraction: this.#fraction,
      digest: this.#digest,
    };
  }

  get isEmpty(): boolean {
    return this.#to === this.#from;
  }

  get isFull(): boolean {
    return (
      this.#overflows ||
      this.#rows >= this.#parts.limits.maxRows ||
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
    const isCheckpoint = next === undefined && batch.checkpoint !== undefined;
    if (!isCheckpoint) {
      const rows = batch.rows
        .slice(first, rest.row)
        .filter((row) => !tooLarge.some((large) => large.position === row.position));
      for (const { prefix } of [...rows, ...refused, ...skipped].sort(byPosition)) {
        digestPrefix(this.#digest, prefix);
      }
    }
    await this.#files.rejected.add(refused.map(line).join(''));
    await this.#files.skipped.add(skipped.map(line).join(''));
    this.#rejected += refused.length;
    this.#skipped += skipped.length;
    if (next !== undefined) return;
    if (isCheckpoint) {
      this.#checkpoint = { value: batch.checkpoint, position: batch.to };
      this.#digest = newDigest();
    }
    this.#fraction = batch.fraction;
  }

  /** The way nearly every batch goes: all its rows in one call. */
  async #takeAll(rest: Rest): Promise<boolean> {
    const rows = rest.row === 0 ? rest.batch.rows : rest.batch.rows.slice(rest.row);
    if (rows.length === 0) return true;
    if (this.#rows + rows.length > this.#parts.limits.maxRows) return false;
    const text = this.#parts.csv(rows.map((row) => row.cells));
    if (Buffer.byteLength(text) > this.#roomBytes) return false;
    await this.#add(text, rows);
    rest.row += rows.length;
    return true;
  }

  async #takeSome(rest: Rest, tooLarge: LocalVerdict[]): Promise<void> {
    const { rows } = rest.batch;
    for (; rest.row < rows.length; rest.row++) {
      const row = rows[rest.row] as EncodedRow;
      const text = this.#parts.csv([row.cells]);
      const bytes = Buffer.byteLength(text);
      const { maxRows, oneRowBytesMax } = this.#parts.limits;
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
    return this.#parts.limits.maxBytes - used;
  }

  async #add(text: string, rows: readonly EncodedRow[]): Promise<void> {
    if (this.#rows === 0) await this.#files.csv.add(this.#header);
    this.#rows += rows.length;
    const lines = `${rows.map((row) => row.prefix).join('\n')}\n`;
    await this.#files.csv.add(text);
    await this.#files.records.add(lines);
    const { keys } = this.#parts;
    if (keys === undefined) return;
    for (const { cells, position } of rows) {
      const key = cells[keys.column] as string;
      const written = key === '' ? undefined : keys.index.add(key, position);
      if (written !== undefined) await written;
    }
  }

  /** Makes the files durable; the cut itself is committed by the journal. */
  async finish(): Promise<Segment> {
    for (const file of Object.values(this.#files)) await file.finish();
    const { store, keys } = this.#parts;
    await keys?.index.sync();
    await store.sync();
    const isAtCheckpoint = this.#checkpoint?.position === this.#to;
    return {
      number: this.#number,
      from: this.#from,
      to: this.#to,
      rows: this.#rows,
      bytes: this.#rows === 0 ? 0 : this.#files.csv.sizeBytes,
      rejected: this.#rejected,
      skipped: this.#skipped,
      ...(this.#checkpoint !== undefined && { checkpoint: this.#checkpoint }),
      ...(!isAtCheckpoint && { digest: this.#digest.copy().digest('hex') }),
      ...(keys !== undefined && { keysBytes: keys.index.sizeBytes }),
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

function line({ prefix, closing }: LocalVerdict): string {
  return prefix + closing;
}

function rejectTooLarge(row: EncodedRow, bytes: number, maxBytes: number): LocalVerdict {
  return rejection(row.position, row.prefix, 'validation', {
    code: 'ROW_TOO_LARGE',
    message: `the row has ${bytes} bytes; with its header a file may have ${maxBytes}`,
  });
}
