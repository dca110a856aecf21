import type { Hash } from 'node:crypto';
import { at } from '../contract/assert.ts';
import { doAll } from '../contract/cleanup.ts';
import type { Segment } from './chunk.ts';
import { type ChunkLimits, type Room, rowsMaxOf } from './chunk-limits.ts';
import { cellOf } from './csv-cells.ts';
import type { EncodedBatch } from './encoded.ts';
import { type FileWriter, fileWriter } from './file-writer.ts';
import type { Taken } from './fit.ts';
import type { KeyIndex } from './key-index.ts';
import type { LocalVerdict } from './local-verdict.ts';
import { type RecordsWriter, recordsWriter } from './records-file.ts';
import { digestRecords, newDigest } from './source-mark.ts';
import type { ChunkStore } from './store.ts';

/** Where a segment begins. */
export interface SegmentStart {
  readonly from: number;
  readonly checkpoint?: Segment['checkpoint'];
  readonly total?: number | undefined;
  /** Digest of the records from the checkpoint up to `from`; absent if there are none. The segment adds its own. */
  readonly digest?: Hash | undefined;
}

/** What all segments of a run share. */
export interface SegmentParts {
  readonly store: ChunkStore;
  /** The header's row in the files. */
  readonly header: Buffer;
  readonly limits: ChunkLimits;
  /** The keys of all rows; absent if nothing will need them. */
  readonly keys?: KeyIndex | undefined;
}

/** A segment also ends after this many records that did not become rows. */
const ROWLESS_MAX = 500_000;
/** Bytes of the records of one chunk. Limits the use of disk if records are much larger than rows. */
const RECORD_BYTES_MAX = 128 * 1024 * 1024;

/** Writes a segment of the source. */
export class SegmentWriter {
  readonly #parts: SegmentParts;
  readonly #number: number;
  readonly #files: {
    csv: FileWriter;
    records: RecordsWriter;
    rejected: FileWriter;
    skipped: FileWriter;
  };
  readonly #from: number;
  #digest: Hash | undefined;
  #to: number;
  #rows = 0;
  #rejected = 0;
  #skipped = 0;
  #checkpoint: Segment['checkpoint'];
  #total: number | undefined;
  /** By it the segment's size is chosen. */
  #foreseen: number | undefined;

  constructor(parts: SegmentParts, start: SegmentStart) {
    const { store } = parts;
    const { disk } = store;
    const number = store.nextNumber();
    const paths = store.paths(number);
    this.#parts = parts;
    this.#number = number;
    this.#files = {
      csv: fileWriter(disk, paths.csv),
      records: recordsWriter(disk, paths.records),
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
    const { limits, header } = this.#parts;
    const hasRows = this.#rows > 0;
    const usedBytes = hasRows ? this.#files.csv.sizeBytes : header.length;
    return { hasRows, rows: this.#rowsMax - this.#rows, bytes: limits.maxBytes - usedBytes };
  }

  /** Chooses the segment's size by how many records the source seems to have, if that was not known before. */
  foresee(total: number | undefined): void {
    this.#foreseen ??= total;
  }

  get #rowsMax(): number {
    return rowsMaxOf(this.#parts.limits, this.#from, this.#foreseen);
  }

  /** Adds a part of a batch. The last part also sets the checkpoint of the batch. */
  async add(batch: EncodedBatch, from: Taken, to: Taken): Promise<void> {
    const { read, checkpoint, total } = batch;
    if (to.rows > from.rows) await this.#addRows(batch, from.rows, to.rows);
    const rejected = batch.rejected.slice(from.rejected, to.rejected);
    const skipped = batch.skipped.slice(from.skipped, to.skipped);
    await this.#files.rejected.add(linesOf(rejected));
    await this.#files.skipped.add(linesOf(skipped));
    this.#to = read.position(to.records);
    this.#rejected += rejected.length;
    this.#skipped += skipped.length;
    const isWhole = to.records === read.count;
    if (isWhole && checkpoint !== undefined) {
      this.#checkpoint = { value: checkpoint, position: this.#to };
      this.#digest = undefined;
    } else {
      this.#digest ??= newDigest();
      digestRecords(this.#digest, read, from.records, to.records);
    }
    if (isWhole) this.#total = total;
  }

  async #addRows({ read, rows }: EncodedBatch, from: number, to: number): Promise<void> {
    const { csv, records } = this.#files;
    const { header, keys } = this.#parts;
    const { bytes } = rows.csv;
    const end = at(rows.ends, to - 1, 'end of a row');
    const isFirst = this.#rows === 0;
    this.#rows += to - from;
    await csv.addWith((waiting) => {
      if (isFirst) waiting.copy(header, 0, header.length);
      waiting.copy(bytes, rows.ends[from - 1] ?? 0, end);
    });
    await records.add(read, rows.indexes, from, to);
    if (keys === undefined) return;
    for (let row = from; row < to; row++) {
      const [keyStart, keyEnd] = [rows.keyStarts[row], rows.keyEnds[row]];
      if (keyStart === keyEnd) continue;
      const index = at(rows.indexes, row, 'index of a record');
      const place = { position: read.position(index), at: read.at(index) };
      const written = keys.add(cellOf(bytes.toString('utf8', keyStart, keyEnd)), place);
      if (written !== undefined) await written;
    }
  }

  /** Makes the files durable. The journal commits the segment itself. */
  async finish(): Promise<Segment> {
    for (const file of Object.values(this.#files)) await file.finish();
    const { store, keys } = this.#parts;
    await keys?.sync();
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
      ...(!isAtCheckpoint && { digest: (this.#digest ?? newDigest()).copy().digest('hex') }),
      ...(keys !== undefined && { keysBytes: keys.sizeBytes }),
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
