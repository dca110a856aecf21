import { type Batch, type ReadOptions, Unreadable } from '@rowferry/core';
import {
  expectFormat,
  type FileBatch,
  type FilesOptions,
  type FileToRead,
  readFiles,
  sourceFailed,
} from '@rowferry/files';
import { splitLines } from './lines.ts';
import { type NumberedRecords, readRecords } from './records.ts';

const BATCH_BYTES_MAX = 256 * 1024;
const BATCH_LINES_MAX = 256;
const LINE_ENDS = [Buffer.from('\n'), Buffer.from('\r')];

/** The options of `jsonl`, with all defaults filled in. */
export interface Settings extends FilesOptions {
  readonly onBadLine: 'reject' | 'stop';
  readonly maxLineBytes: number;
  readonly batchLinesMax?: number;
}

/** Reads one file after another. Each batch has records of one file. */
export function readBatches(settings: Settings, options: ReadOptions): AsyncGenerator<Batch> {
  return readFiles(settings, options, (file) => readFile(file, settings));
}

async function* readFile(
  { name, place, open }: FileToRead,
  { onBadLine, maxLineBytes, batchLinesMax = BATCH_LINES_MAX }: Settings,
): AsyncGenerator<FileBatch> {
  const limits = { maxLineBytes, spanBytesMax: BATCH_BYTES_MAX, spanLinesMax: batchLinesMax };
  const content = open(place.offset, LINE_ENDS);
  const blocks = place.offset === 0 ? expectFormat('jsonl', content, name) : content;
  for await (const span of splitLines(blocks, place, limits)) {
    const numbered = readRecords(span, maxLineBytes);
    if (onBadLine === 'stop') yield* beforeBadLine(numbered, name);
    yield { ...numbered, end: span.end };
  }
}

/** Yields the records before the first bad line, then throws. Does nothing if there is no bad line. */
function* beforeBadLine(numbered: NumberedRecords, fileName: string): Generator<FileBatch> {
  const index = numbered.records.findIndex((record) => record instanceof Unreadable);
  const bad = numbered.records[index];
  if (!(bad instanceof Unreadable)) return;
  yield { ...numbered, records: numbered.records.slice(0, index) };
  throw sourceFailed(
    `${fileName}:${numbered.lineNumbers[index]}: ${bad.rejected.message}; ` +
      'correct it, or set `onBadLine: reject` to reject only this line',
  );
}
