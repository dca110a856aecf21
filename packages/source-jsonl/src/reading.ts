import { type Batch, type ReadOptions, Unreadable } from '@rowferry/core';
import { FILE_START, startAt, toCheckpoint } from './checkpoint.ts';
import { openContent } from './content.ts';
import { sourceFailed } from './failure.ts';
import { findFiles, type InputFile } from './files.ts';
import { cutLines } from './lines.ts';
import { type NumberedRecords, readRecords } from './records.ts';

const BLOCK_BYTES = 128 * 1024;
const BATCH_BYTES_MAX = 256 * 1024;
const BATCH_LINES_MAX = 256;

/** The options of `jsonl`, with every default in place. */
export interface Settings {
  readonly paths: readonly string[];
  readonly base: string;
  readonly onBadLine: 'reject' | 'stop';
  readonly maxLineBytes: number;
  readonly blockBytes?: number;
  readonly batchLinesMax?: number;
}

/** Reads file after file; each batch holds records of one file. */
export async function* readBatches(
  settings: Settings,
  { signal, checkpoint }: ReadOptions,
): AsyncGenerator<Batch> {
  const { blockBytes = BLOCK_BYTES, batchLinesMax = BATCH_LINES_MAX, maxLineBytes } = settings;
  const limits = { maxLineBytes, spanBytesMax: BATCH_BYTES_MAX, spanLinesMax: batchLinesMax };
  signal.throwIfAborted();
  const files = await findFiles(settings.paths, settings.base);
  const start = startAt(checkpoint, files);
  const totalBytes = sizeOf(files);
  for (const [index, file] of files.entries()) {
    if (index < start.index) continue;
    const beforeBytes = sizeOf(files.slice(0, index)) ?? 0;
    const place = index === start.index ? start.place : FILE_START;
    const content = openContent(file, { from: place.offset, blockBytes, signal });
    for await (const span of cutLines(content.blocks, place, limits)) {
      signal.throwIfAborted();
      const numbered = readRecords(span, maxLineBytes);
      if (settings.onBadLine === 'stop') yield* beforeBadLine(numbered, file);
      if (numbered.records.length === 0) continue;
      const readBytes = beforeBytes + content.inputBytes(span.end.offset);
      yield {
        ...located(numbered, file),
        ...(file.sizeBytes !== undefined && { checkpoint: toCheckpoint(file, index, span.end) }),
        ...(totalBytes !== undefined && { fraction: Math.min(1, readBytes / totalBytes) }),
      };
    }
  }
}

/** The size of all `files` together, where that of each is known. */
function sizeOf(files: readonly InputFile[]): number | undefined {
  let sum = 0;
  for (const { sizeBytes } of files) {
    if (sizeBytes === undefined) return undefined;
    sum += sizeBytes;
  }
  return sum;
}

function located({ records, lineNumbers, lines }: NumberedRecords, { name }: InputFile): Batch {
  return {
    records,
    locate: (index) => `${name}:${lineNumbers[index]}`,
    json: (index) => lines[index]?.trim(),
  };
}

/** Hands on the records before the first bad line, then throws; does nothing where all are good. */
function* beforeBadLine(numbered: NumberedRecords, file: InputFile): Generator<Batch> {
  const index = numbered.records.findIndex((record) => record instanceof Unreadable);
  const bad = numbered.records[index];
  if (!(bad instanceof Unreadable)) return;
  const { records, lineNumbers, lines } = numbered;
  if (index > 0) yield located({ records: records.slice(0, index), lineNumbers, lines }, file);
  throw sourceFailed(
    `${file.name}:${lineNumbers[index]}: ${bad.rejected.message}; ` +
      'correct it, or let `onBadLine: reject` set it aside',
  );
}
