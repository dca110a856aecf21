import type { Batch, ReadOptions, SourceRecord, Unreadable } from '@rowferry/core';
import { FILE_START, type Place, startAt, toCheckpoint } from './checkpoint.ts';
import { type Content, openContent } from './content.ts';
import { findFiles, type InputFile } from './files.ts';

const BLOCK_BYTES = 128 * 1024;

/** Which files are read. */
export interface FilesOptions {
  /** Files, globs, or `-` for standard input, read in this order; a file named twice is read once. */
  readonly paths: readonly string[];
  /** The folder that relative paths and globs start from. */
  readonly base: string;
  /** How much is read at once. Default: 128 KiB. */
  readonly blockBytes?: number;
}

/** One file, to be read from `place` on. */
export interface FileToRead {
  /** The path as the user wrote it, or as the glob matched it. */
  readonly name: string;
  /** The start of the file, or where the checkpoint lies. */
  readonly place: Place;
  /**
   * The decompressed bytes from `from` on; opens nothing before the first pull. Where `from` is not
   * the start, one of `lineEnds` must end or begin there, or this fails with `SOURCE_CHANGED`.
   */
  open(from: number, lineEnds: readonly Buffer[]): AsyncIterable<Buffer>;
}

/** Some consecutive records of one file. */
export interface FileBatch {
  readonly records: readonly (SourceRecord | Unreadable)[];
  /** Of each record the 1-based number of its first line. */
  readonly lineNumbers: readonly number[];
  /** The JSON that record `index` was read from. */
  json?(index: number): string | undefined;
  /** The place behind the last record. Absent: reading cannot restart behind this batch. */
  readonly end?: Place;
}

/**
 * Reads file after file, each with `readFile`, and adds what is the same for all formats: where each
 * record stands, checkpoints, and how much was read. Batches without records are left out.
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

/** The size of all `files` together, where that of each is known. */
function sizeOf(files: readonly InputFile[]): number | undefined {
  let sum = 0;
  for (const { sizeBytes } of files) {
    if (sizeBytes === undefined) return undefined;
    sum += sizeBytes;
  }
  return sum;
}

function located({ records, lineNumbers, json }: FileBatch, { name }: InputFile): Batch {
  return {
    records,
    locate: (index) => `${name}:${lineNumbers[index]}`,
    ...(json !== undefined && { json }),
  };
}
