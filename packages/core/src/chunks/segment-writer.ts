import type { Hash } from 'node:crypto';
import { at } from '../contract/assert.ts';
import { doAll } from '../contract/cleanup.ts';
import type { Segment } from './chunk.ts';
import { type ChunkLimits, type Room, rowsMaxOf } from './chunk-limits.ts';
import type { CsvWriter } from './csv-writer.ts';
import type { EncodedBatch, EncodedRow } from './encoded.ts';
import { type FileWriter, fileWriter } from './file-writer.ts';
import { byPosition, type Part } from './fit.ts';
import type { KeyIndex } from './key-index.ts';
import type { LocalVerdict } from './local-verdict.ts';
import { open } from './record-line.ts';
import { digestPrefix, newDigest } from './source-mark.ts';
import type { ChunkStore } from './store.ts';

/** Where a segment begins. */
export interface SegmentStart {
  readonly from: number;
  readonly checkpoint?: Segment['checkpoint'];
  readonly total?: number | undefined;
  /** Digest of the records from the checkpoint up to `from`. The segment adds its own records. */
  readonly digest: Hash;
}

/** What all segments of a run share. */
export interface SegmentParts {
  readonly store: ChunkStore;
  readonly header: readonly string[];
  readonly csv: CsvWriter;
  readonly limits: ChunkLimits;
  /** The keys of all rows; absent if nothing will need them. */
  readonly keys?: { readonly index: KeyIndex; readonly column: number } | undefined;
}

/** A segment also ends after this many records that did not become rows. */
const ROWLESS_MAX = 500_000;
/** Bytes of the records of one chunk. Limits the use of disk if records are much larger than rows. */
const RECORD_BYTES_MAX = 128 * 1024 * 1024;

/** Writes a segment of the source. */
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
  #total: number | undefined;
  /** By it the segment's size is chosen. */
  #foreseen: number | undefined;

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
    this.#total = start.total;
    this.#foreseen = start.total;
  }

  /** Where the next segment begins. */
  get end(): SegmentStart {
    return {
      from: this.#to,
      checkpoint: this.#checkpoint,
      total: this.#total,
      digest: this.#digest,
    };
  }

  get isEmpty(): boolean {
    return this.#to === this.#from;
  }

  get isFull(): boolean {
    return (
      this.#rows >= this.#rowsMax ||
      this.#files.records.sizeBytes >= RECORD_BYTES_MAX ||
      this.#rejected + this.#skipped >= ROWLESS_MAX
    );
  }

  get room(): Room {
    const { maxBytes, oneRowBytesMax } = this.#parts.limits;
    const hasRows = this.#rows > 0;
    const usedBytes = hasRows ? this.#files.csv.sizeBytes : this.#headerBytes;
    return {
      hasRows,
      rows: this.#rowsMax - this.#rows,
      bytes: maxBytes - usedBytes,
      headerBytes: this.#headerBytes,
      oneRowBytesMax,
    };
  }

  /** Chooses the segment's size by how many records the source seems to have, if that was not known before. */
  foresee(total: number | undefined): void {
    this.#foreseen ??= total;
  }

  get #rowsMax(): number {
    return rowsMaxOf(this.#parts.limits, this.#from, this.#foreseen);
  }

  /** Adds a part of a batch. The last part also sets the checkpoint of the batch. */
  async add(part: Part, { checkpoint, total }: EncodedBatch): Promise<void> {
    const { rows, text, rejected, skipped, to, rest } = part;
    if (rows.length > 0) await this.#addRows(text, rows);
    await this.#files.rejected.add(linesOf(rejected));
    await this.#files.skipped.add(linesOf(skipped));
    this.#to = to;
    this.#rejected += rejected.length;
    this.#skipped += skipped.length;
    if (rest === undefined && checkpoint !== undefined) {
      this.#checkpoint = { value: checkpoint, position: to };
      this.#digest = newDigest();
    } else {
      for (const { prefix } of [...rows, ...rejected, ...skipped].sort(byPosition)) {
        digestPrefix(this.#digest, prefix);
      }
    }
    if (rest === undefined) this.#total = total;
  }

  async #addRows(text: string, rows: readonly EncodedRow[]): Promise<void> {
    if (this.#rows === 0) await this.#files.csv.add(this.#header);
    this.#rows += rows.length;
    const lines = rows.map(({ prefix }) => open(prefix)).join('');
    await this.#files.csv.add(text);
    await this.#files.records.add(lines);
    const { keys } = this.#parts;
    if (keys === undefined) return;
    for (const row of rows) {
      const key = at(row.cells, keys.column, 'cell');
      const written = key === '' ? undefined : keys.index.add(key, row);
      if (written !== undefined) await written;
    }
  }

  /** Makes the files durable. The journal commits the segment itself. */
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
      ...(this.#total !== undefined && { total: this.#total }),
    };
  }

  async abandon(): Promise<void> {
    await doAll(Object.values(this.#files).map((file) => file.abandon));
  }
}

function linesOf(verdicts: readonly LocalVerdict[]): string {
  return verdicts.map(({ line }) => line).join('');
}
