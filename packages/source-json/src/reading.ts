import { type Batch, jsonBytes, type ReadOptions } from '@rowferry/core';
import {
  type FileBatch,
  type FilesOptions,
  type FileToRead,
  readFiles,
  sourceChanged,
} from '@rowferry/files';
import { Beginning, BrokenDocument, type RecordSplitter, recordSplitter } from '@rowferry/json';
import { openDocument } from './document.ts';
import { type Element, readElement } from './element.ts';
import { explain, noArray, truncated } from './failure.ts';

const BATCH_BYTES_MAX = 256 * 1024;
const BATCH_RECORDS_MAX = 256;
/** So much of a document without the array is searched for other ones. */
const BEGINNING_BYTES_MAX = 64 * 1024;
/** What is before or after a place at which reading may restart. */
const RECORD_ENDS = ['}', ']', ','].map((end) => Buffer.from(end));

const WRONG_RECORD = 'has a record with wrong brackets, commas, colons or quotes';

/** The options of `json`, with all defaults filled in. */
export interface Settings extends FilesOptions {
  /** The path of the array; empty if the document is the array. */
  readonly records: string;
  readonly maxRecordBytes: number;
  readonly batchRecordsMax?: number;
}

/** The document of one file, while it is read. */
interface Reading {
  readonly name: string;
  readonly splitter: RecordSplitter;
  readonly settings: Settings;
  /** The offset of the current block. */
  offset: number;
  /** How many records were read, rejected ones included. */
  records: number;
}

/** Reads one file after another. Each batch has records of one file. */
export function readBatches(settings: Settings, options: ReadOptions): AsyncGenerator<Batch> {
  return readFiles(settings, options, (file) => readFile(file, settings));
}

async function* readFile(file: FileToRead, settings: Settings): AsyncGenerator<FileBatch> {
  const { name, place } = file;
  const { records: path, maxRecordBytes } = settings;
  const splitter = recordSplitter(path, maxRecordBytes);
  const { offset, records = 0 } = place;
  const reading: Reading = { name, splitter, settings, offset, records };
  let blocks: AsyncIterable<Buffer> = openDocument(file, path);
  if (offset > 0) {
    await findArray(blocks, reading);
    splitter.continueAfterRecord();
    blocks = file.open(offset, RECORD_ENDS);
  }
  let beginning = Buffer.alloc(0);
  for await (const block of blocks) {
    yield* readBlock(block, reading);
    reading.offset += block.length;
    if (splitter.found === undefined && beginning.length < BEGINNING_BYTES_MAX) {
      beginning = Buffer.concat([beginning, block]).subarray(0, BEGINNING_BYTES_MAX);
    }
  }
  if (!splitter.isOver) throw truncated(name, reading.records);
  if (splitter.found === undefined) {
    const isWhole = beginning.length === reading.offset;
    throw noArray(name, path, { beginning: beginning.toString(), isWhole });
  }
}

/** Reads on until the array begins. */
async function findArray(blocks: AsyncIterable<Buffer>, { name, splitter }: Reading) {
  for await (const block of blocks) {
    try {
      for (const _ of splitter.split(block));
    } catch (error) {
      if (splitter.found === undefined) throw explain(error, name, 0);
    }
    if (splitter.found !== undefined) return;
  }
  throw sourceChanged(`${name} has changed since the checkpoint was written`, 'the file');
}

/** The records that end in a block. If it is broken, fails after those before. */
function* readBlock(block: Buffer, reading: Reading): Generator<FileBatch> {
  const { name, splitter, settings, offset } = reading;
  const { maxRecordBytes, batchRecordsMax = BATCH_RECORDS_MAX } = settings;
  let found: Element[] = [];
  let end = 0;
  let bytes = 0;
  const take = (): FileBatch => {
    const batch = batchOf(found, reading.records, offset + end);
    reading.records += found.length;
    found = [];
    bytes = 0;
    return batch;
  };
  try {
    for (const piece of splitter.split(block)) {
      const element = readElement(piece, maxRecordBytes);
      if (element === undefined) throw new BrokenDocument(WRONG_RECORD);
      found.push(element);
      end = splitter.recordEnd;
      bytes += piece instanceof Beginning ? piece.bytes.length : piece.length;
      if (found.length >= batchRecordsMax || bytes >= BATCH_BYTES_MAX) yield take();
    }
  } catch (error) {
    if (found.length > 0) yield take();
    throw explain(error, name, reading.records);
  }
  yield take();
}

function batchOf(found: readonly Element[], before: number, offset: number): FileBatch {
  return {
    records: found.map(({ record }) => record),
    recordNumbers: found.map((_, index) => before + index + 1),
    json: jsonBytes(found.map(({ json }) => json)),
    end: { offset, line: 0, records: before + found.length },
  };
}
