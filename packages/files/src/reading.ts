import type { Batch, JsonBytes, ReadOptions, SourceRecord, Unreadable } from '@rowferry/core';
import { FILE_START, type Place, startAt, toCheckpoint } from './checkpoint.ts';
import { type Content, openContent } from './content.ts';
import { findFiles } from './files.ts';
import type { InputFile } from './input-file.ts';

const BLOCK_BYTES = 128 * 1024;

/** Which files are read. */
export interface FilesOptions {
  /** Files, globs, or `-` for standard input, read in this order. A file named twice is read once. */
  readonly paths: readonly string[];
  /** The folder that relative paths and globs start from. */
  readonly base: string;
  /** The number of bytes to read at once. Default: 128 KiB. */
  readonly blockBytes?: number | undefined;
}

/** One file that is to be read from `place` on. */
export interface FileToRead {
  /** The path as the user wrote it, or as the glob matched it. */
  readonly name: string;
  /** The start of the file, or the place of the checkpoint. */
  readonly place: Place;
  /**
   * Returns the decompressed bytes from `from` on. Opens nothing before the first pull. Unless `from` is
   * the start, one of `lineEnds` must end or begin there; otherwise this fails with `SOURCE_CHANGED`.
   */
  open(from: number, lineEnds: readonly Buffer[]): AsyncIterable<Buffer>;
}

/** Some consecutive records of one file. */
export interface FileBatch {
  readonly records: readonly (SourceRecord | Unreadable)[];
  /** The 1-based number of the first line of each record. */
  readonly lineNumbers?: readonly number[];
  /** The 1-based number of each record in the file, for a format that counts records instead of lines. */
  readonly recordNumbers?: readonly number[];
  /** The JSON that the records were read from. */
  readonly json?: JsonBytes;
  /** The place after the last record. If absent, reading cannot restart after this batch. */
  readonly end?: Place;
}

/**
 * Reads one file after another with `readFile`, and adds what is the same for all formats: the location of
 * each record, checkpoints, and the fraction that was read. Leaves out batches without records.
 */
export async function* readFiles(
  { paths, base, blockBytes = BLOCK_BYTES }: FilesOptions,
  { signal, checkpoint }: ReadOptions,
  readFile: (file: FileToRead) => AsyncIterable<FileBatch>,
): AsyncGenerator<Batch> {
  signal.throwIfAborted();
  const files = await findFiles(paths, base);
  const start = startAt(checkpoint, files);
  const totalBytes = sizeOf(files);
  for (const [index, file] of files.entries()) {
    if (index < start.index) continue;
    const beforeBytes = sizeOf(files.slice(0, index)) ?? 0;
    const place = index === start.index ? start.place : FILE_START;
    let content: Content | undefined;
    const open = (from: number, lineEnds: readonly Buffer[]) => {
      content = openContent(file, { from, lineEnds, blockBytes, signal });
      return content.blocks;
    };
    for await (const found of readFile({ name: file.name, place, open })) {
      signal.throwIfAborted();
      if (found.records.length === 0) continue;
      const readBytes = beforeBytes + (content?.inputBytes(found.end?.offset ?? 0) ?? 0);
      yield {
        ...located(found, file),
        ...(found.end !== undefined && {
          ...(file.sizeBytes !== undefined && { checkpoint: toCheckpoint(file, index, found.end) }),
          ...(totalBytes !== undefined && { fraction: Math.min(1, readBytes / totalBytes) }),
        }),
      };
    }
  }
}

/**
 * The files that can be read more than once, up to the first one that cannot: standard input, or a pipe. Fails as
 * {@link readFiles} does if a file is missing.
 */
export async function rereadable({ paths, base }: FilesOptions): Promise<readonly string[]> {
  const files = await findFiles(paths, base);
  const end = files.findIndex(({ sizeBytes }) => sizeBytes === undefined);
  return files.slice(0, end === -1 ? files.length : end).map(({ name }) => name);
}

/** The total size of `files`; `undefined` unless the size of each is known. */
function sizeOf(files: readonly InputFile[]): number | undefined {
  let sum = 0;
  for (const { sizeBytes } of files) {
    if (sizeBytes === undefined) return undefined;
    sum += sizeBytes;
  }
  return sum;
}

function located({ records, json, ...numbers }: FileBatch, { name }: InputFile): Batch {
  const { lineNumbers, recordNumbers } = numbers;
  return {
    records,
    locate: (index) =>
      lineNumbers === undefined
        ? `${name} record ${recordNumbers?.[index]}`
        : `${name}:${lineNumbers[index]}`,
    ...(json !== undefined && { json }),
  };
}
