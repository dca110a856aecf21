import type { Batch, FieldsOptions, ReadOptions } from '@rowferry/core';
import {
  expectFormat,
  type FileBatch,
  type FilesOptions,
  type FileToRead,
  readFiles,
  rereadable,
} from '@rowferry/files';
import { checkNamed, namesOf } from './column-names.ts';
import { type Dialect, lineEndsOf } from './dialect.ts';
import { type Encoding, encode } from './encoding.ts';
import { sniff } from './file-start.ts';
import { cellsOf, checkEqual, checkSame, type Header } from './header.ts';
import { toRecords } from './records.ts';
import { type Span, type SplitterOptions, splitRows } from './row-splitter.ts';
import { toUtf8 } from './utf8.ts';

const BATCH_ROWS_MAX = 256;

/** The options of `csv`, with all defaults filled in. */
export interface Settings extends FilesOptions {
  readonly dialect: Dialect;
  /** Whether the first row of a file is its header. */
  readonly hasHeader: boolean;
  /** The names of the columns, if not those of the header. */
  readonly names: readonly string[] | undefined;
  /** The encoding of files without a byte order mark. */
  readonly encoding: Encoding;
  readonly nulls: ReadonlySet<string>;
  /** The columns whose cells are JSON. */
  readonly json: readonly string[];
  readonly maxRecordBytes: number;
  readonly batchRowsMax?: number;
}

/** Returns the column names of a file. The first row of its first span may be the header. */
type NameColumns = (fileName: string, first: FirstSpan) => readonly string[];

/** The first span of a file, if the file has any. */
interface FirstSpan {
  readonly span: Span | undefined;
  readonly encoding: Encoding;
}

/** Reads one file after another. Each batch has records of one file. */
export function readBatches(settings: Settings, options: ReadOptions): AsyncGenerator<Batch> {
  const nameColumns = columnNamer(settings);
  return readFiles(settings, options, (file) => readFile(file, settings, nameColumns));
}

/** The names of the columns; `undefined` if the files are empty, or can be read only once. */
export async function readNames(
  settings: Settings,
  options: FieldsOptions,
): Promise<readonly string[] | undefined> {
  if (settings.names !== undefined) return settings.names;
  const nameColumns = columnNamer(settings);
  const files = { ...settings, paths: await rereadable(settings) };
  let names: readonly string[] | undefined;
  const readHeader = async function* (file: FileToRead): AsyncGenerator<FileBatch> {
    if (names !== undefined) return;
    const { encoding, spans } = await openStart(file, settings);
    const span = await firstOf(spans);
    if (span !== undefined) names = nameColumns(file.name, { span, encoding });
    yield { records: [], lineNumbers: [] };
  };
  for await (const _ of readFiles(files, options, readHeader));
  return names;
}

/** Returns what names the columns of one file after another, and checks that they have the same. */
function columnNamer({ dialect, hasHeader, names: given, json }: Settings): NameColumns {
  let before: Header | undefined;
  return (fileName, { span, encoding }) => {
    const row = span?.rows[0];
    if (!hasHeader || span === undefined || row === undefined) return given ?? [];
    const place = `${fileName}:${row.lineNumber}`;
    const cells = cellsOf(row, span.bytes, { dialect, encoding }, place);
    const names = given === undefined ? namesOf(cells, dialect.delimiter, place) : cells;
    if (before !== undefined) (given === undefined ? checkSame : checkEqual)(names, before, place);
    before = { fileName, names };
    if (given === undefined) checkNamed('json', json, names, place);
    return given ?? names;
  };
}

async function* readFile(
  file: FileToRead,
  settings: Settings,
  nameColumns: NameColumns,
): AsyncGenerator<FileBatch> {
  const { hasHeader, dialect, nulls, json } = settings;
  const { encoding, spans: fromStart } = await openStart(file, settings);
  let names: readonly string[] | undefined;
  let spans = fromStart;
  if (file.place.offset > 0) {
    names = nameColumns(file.name, { span: await firstOf(fromStart), encoding });
    spans = openRest(file, settings, encoding, names);
  }
  for await (const span of spans) {
    const { rows: found, bytes, end } = span;
    const rows = hasHeader && names === undefined ? found.slice(1) : found;
    names ??= nameColumns(file.name, { span, encoding });
    yield {
      records: toRecords(rows, bytes, { names, dialect, nulls, json }),
      lineNumbers: rows.map(({ lineNumber }) => lineNumber),
      end,
    };
  }
}

async function openStart(
  { name, open }: FileToRead,
  settings: Settings,
): Promise<{ encoding: Encoding; spans: AsyncGenerator<Span> }> {
  const content = expectFormat('csv', open(0, []), name);
  const { encoding, markBytes, blocks } = await sniff(content, settings.encoding, name);
  const start = { offset: markBytes, line: 0 };
  const options = splitterOptions(settings, encoding, settings.names);
  const spans = splitRows(toUtf8(blocks, encoding, name), start, options);
  return { encoding, spans };
}

function openRest(
  { name, place, open }: FileToRead,
  settings: Settings,
  encoding: Encoding,
  names: readonly string[],
): AsyncGenerator<Span> {
  const lineEnds = lineEndsOf(settings.dialect.lineEnd).map((end) => encode(end, encoding));
  const blocks = toUtf8(open(place.offset, lineEnds), encoding, name);
  return splitRows(blocks, place, splitterOptions(settings, encoding, names));
}

function splitterOptions(
  { dialect, maxRecordBytes, batchRowsMax }: Settings,
  encoding: Encoding,
  names: readonly string[] | undefined,
): SplitterOptions {
  return {
    dialect,
    maxRecordBytes,
    encoding,
    spanRowsMax: batchRowsMax ?? BATCH_ROWS_MAX,
    ...(names !== undefined && names.length > 0 && { columnCount: names.length }),
  };
}

/** Returns the first span, and closes `spans`. */
async function firstOf(spans: AsyncIterable<Span>): Promise<Span | undefined> {
  for await (const span of spans) return span;
  return undefined;
}
