import type { Batch, FieldsOptions, ReadOptions } from '@rowferry/core';
import {
  expectFormat,
  type FileBatch,
  type FilesOptions,
  type FileToRead,
  readFiles,
  rereadable,
  sourceFailed,
} from '@rowferry/files';
import { checkNamed, namesOf } from './column-names.ts';
import { type Dialect, lineEndsOf } from './dialect.ts';
import { type Encoding, encode } from './encoding.ts';
import { fileBytesOf } from './file-bytes.ts';
import { sniff } from './file-start.ts';
import { cellsOf, checkEqual, checkHeaderLine, checkSame, type Header } from './header.ts';
import { type CellsRule, columnsOf, toRecords } from './records.ts';
import type { Span } from './row.ts';
import { splitRows } from './row-splitter.ts';
import { readSepLine } from './sep-line.ts';
import { toUtf8, wholeToUtf8 } from './utf8.ts';

const BATCH_ROWS_MAX = 256;

/** The options of `csv`, with all defaults filled in. */
export interface Settings extends FilesOptions {
  /** Unless the delimiter is given, the first line of a file may tell another one. */
  readonly dialect: Dialect;
  readonly isDelimiterGiven: boolean;
  /** Whether the first row of a file is its header. */
  readonly hasHeader: boolean;
  /** The number of the line that is the header, if that is given. */
  readonly headerLine?: number | undefined;
  /** How many lines of a file are not read. */
  readonly skipLines: number;
  /** The names of the columns, if not those of the header. */
  readonly names: readonly string[] | undefined;
  /** The encoding of files without a byte order mark. */
  readonly encoding: Encoding;
  readonly cells: CellsRule;
  readonly skipBlankRecords: boolean;
  readonly nulls: ReadonlySet<string>;
  /** The columns whose cells are JSON. */
  readonly json: readonly string[];
  readonly maxRecordBytes: number;
  readonly batchRowsMax?: number;
}

/** Returns the column names of a file. The first row of its first span may be the header. */
type NameColumns = (fileName: string, first: FirstSpan) => readonly string[];

/** How the file is written, as its start shows. */
interface Form {
  readonly encoding: Encoding;
  readonly dialect: Dialect;
  /** The number of the line that must be the header, if that is known. */
  readonly headerLine?: number | undefined;
}

/** The first span of a file, if the file has any. */
interface FirstSpan extends Form {
  readonly span: Span | undefined;
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
    const { spans, ...form } = await openStart(file, settings);
    const span = await firstOf(spans);
    if (span !== undefined) names = nameColumns(file.name, { span, ...form });
    yield { records: [], lineNumbers: [] };
  };
  for await (const _ of readFiles(files, options, readHeader));
  return names;
}

/** Returns what names the columns of one file after another, and checks that they have the same. */
function columnNamer({ hasHeader, names: given, json, cells: rule }: Settings): NameColumns {
  let before: Header | undefined;
  return (fileName, { span, ...form }) => {
    const row = span?.rows[0];
    if (!hasHeader || row === undefined) return given ?? [];
    const place = `${fileName}:${row.lineNumber}`;
    checkHeaderLine(row.lineNumber, form.headerLine, fileName);
    const cells = columnsOf(cellsOf(row, form, place), rule);
    const names = given === undefined ? namesOf(cells, form.dialect.delimiter, place) : cells;
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
  const { hasHeader, skipLines } = settings;
  const { spans: fromStart, ...form } = await openStart(file, settings);
  let names: readonly string[] | undefined;
  let spans = fromStart;
  if (file.place.offset > 0) {
    names = nameColumns(file.name, { span: await firstOf(fromStart), ...form });
    spans = openRest(file, settings, form, names);
  }
  for await (const span of spans) {
    const rows = hasHeader && names === undefined ? span.rows.slice(1) : span.rows;
    names ??= nameColumns(file.name, { span, ...form });
    yield {
      records: toRecords(rows, { ...settings, names, delimiter: form.dialect.delimiter }),
      lineNumbers: rows.map(({ lineNumber }) => lineNumber),
      end: span.end,
    };
  }
  if (names !== undefined || skipLines === 0) return;
  throw sourceFailed(
    `${file.name} has nothing after its first ${skipLines} lines; correct \`skipLines\`, \`header.line\` or \`lineEnd\``,
  );
}

async function openStart(
  { name, open }: FileToRead,
  settings: Settings,
): Promise<Form & { readonly spans: AsyncGenerator<Span> }> {
  const content = expectFormat('csv', open(0, []), name);
  const { encoding, markBytes, blocks } = await sniff(content, settings.encoding, name);
  const { dialect, isDelimiterGiven, skipLines, hasHeader, headerLine } = settings;
  const { text, fileBytes } = convert(blocks, { encoding, dialect }, name);
  const started = await readSepLine(text, dialect, isDelimiterGiven, name);
  const skipped = Math.max(skipLines, started.sepLines);
  const form = {
    encoding,
    dialect: started.dialect,
    headerLine: headerLine === undefined ? undefined : skipped + 1,
  };
  const options = splitterOptions(name, settings, form);
  const spans = splitRows(
    started.blocks,
    { offset: markBytes, line: 0 },
    {
      ...{ ...options, fileBytes, hasHeader, headerLine: form.headerLine, skipLines: skipped },
      columnCount: settings.names?.length,
    },
  );
  return { ...form, spans };
}

function openRest(
  { name, place, open }: FileToRead,
  settings: Settings,
  form: Form,
  names: readonly string[],
): AsyncGenerator<Span> {
  const lineEnds = lineEndsOf(form.dialect.lineEnd).flatMap(
    (end) => encode(end, form.encoding) ?? [],
  );
  const { text, fileBytes } = convert(open(place.offset, lineEnds), form, name);
  const options = splitterOptions(name, settings, form);
  const rest = { fileBytes, hasHeader: false, skipLines: 0, columnCount: names.length };
  return splitRows(text, place, { ...options, ...rest });
}

function convert(blocks: AsyncIterable<Buffer>, { encoding, dialect }: Form, fileName: string) {
  const fileBytes = fileBytesOf(encoding, dialect.lineEnd);
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const block of blocks) {
      fileBytes.add(block);
      yield block;
    }
  };
  return { text: toUtf8(counted(), encoding, fileName), fileBytes };
}

function splitterOptions(fileName: string, settings: Settings, { encoding, dialect }: Form) {
  const { maxRecordBytes, batchRowsMax, nulls, cells, skipBlankRecords } = settings;
  return {
    ...{ fileName, dialect, encoding, nulls, cells, maxRecordBytes, skipBlankRecords },
    spanRowsMax: batchRowsMax ?? BATCH_ROWS_MAX,
    toUtf8: (bytes: Buffer) => wholeToUtf8(bytes, encoding),
  };
}

/** Returns the first span, and closes `spans`. */
async function firstOf(spans: AsyncIterable<Span>): Promise<Span | undefined> {
  for await (const span of spans) return span;
  return undefined;
}
